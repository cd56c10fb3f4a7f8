import type { Random } from '../data/random'
import { TreeBuilder } from './coronary-tree'
import { surfacePoint, type Heart } from './heart'
import { times, type Vector } from './vector'

/** A left coronary tree: left main, anterior descending with diagonals and septals, circumflex with marginals, at times a ramus. */
export function plantLeftTree(heart: Heart, random: Random): TreeBuilder {
  const builder = new TreeBuilder(random)
  const at = (height: number, azimuth: number, lift = 1): Vector =>
    surfacePoint(heart, height * heart.height, azimuth + 3 * random.normal(), lift * (1 + 0.015 * random.normal()))
  const dominance = random.uniform()
  const bifurcation = random.between(18, 34)
  const main = builder.add({
    name: 'LM',
    parent: -1,
    controls: [at(-0.05, 40, 0.34), at(-0.05, 36, 0.52), at(-0.01, bifurcation + 3, 0.74), at(0.02, bifurcation, 0.93)].slice(random.chance(0.25) ? 1 : 0),
    calibre: 3.6 * Math.exp(0.16 * random.normal()),
    taper: 0.05,
    tortuosity: 0.2,
  })
  const wind = Math.min(2.2, Math.exp(0.55 * random.normal()))

  const reach = random.chance(0.3) ? [at(0.97, 0), at(0.97, 180), at(random.between(0.75, 0.9), 182)] : [at(random.between(0.75, 0.98), random.between(-6, 6))]
  const descending = builder.add({
    name: 'LAD',
    parent: main,
    controls: [at(0.08, random.between(8, 16)), at(0.22, random.between(-4, 8)), at(0.42, random.between(-6, 6)), at(0.6, random.between(-6, 6)), ...reach],
    calibre: random.between(0.78, 0.92),
    taper: random.between(0.15, 0.42),
    tortuosity: 0.9 * wind,
    wavelength: 26,
  })
  const diagonals = 1 + random.integer(3)
  for (let k = 0; k < diagonals; k++) {
    const origin = Math.min(0.75, random.between(0.12, 0.25) + 0.2 * k)
    const height = builder.pointOf(descending, origin)[0] / heart.height
    const turn = random.between(24, 42)
    const end = Math.min(0.93, height + random.between(0.25, 0.5))
    const diagonal = builder.add({
      name: `D${k + 1}`,
      parent: descending,
      at: origin,
      controls: [at(height + 0.1, 0.5 * turn), at(0.5 * (height + end), 0.85 * turn), at(end, turn + 6)],
      calibre: random.between(0.48, 0.78),
      taper: random.between(0.15, 0.45),
      tortuosity: 1.2 * wind,
      wavelength: 18,
    })
    if (random.chance(0.4)) {
      const split = builder.pointOf(diagonal, 0.45)[0] / heart.height
      builder.add({ name: `D${k + 1}a`, parent: diagonal, at: 0.45, controls: [at(split + 0.12, turn + 4), at(split + 0.28, turn + 14)], calibre: 0.65, tortuosity: wind, wavelength: 14 })
    }
  }
  const septals = 2 + random.integer(5)
  for (let k = 0; k < septals; k++) {
    const origin = 0.1 + (0.7 * (k + random.uniform())) / septals
    const from = builder.pointOf(descending, origin)
    const depth = random.between(0.3, 0.75)
    const inwards = (share: number): Vector => {
      const inside = times(from, 1 - share)
      return [from[0] + share * random.between(4, 14), inside[1], inside[2]]
    }
    builder.add({ name: `S${k + 1}`, parent: descending, at: origin, controls: [inwards(0.5 * depth), inwards(depth)], calibre: random.between(0.22, 0.42), taper: 0.6, tortuosity: 0.7, wavelength: 15 })
  }
  if (random.chance(0.3)) {
    builder.add({
      name: 'RI',
      parent: main,
      controls: [at(0.12, bifurcation + 14), at(0.35, bifurcation + 22), at(random.between(0.55, 0.8), bifurcation + 28)],
      calibre: random.between(0.45, 0.65),
      tortuosity: 1.1 * wind,
      wavelength: 20,
    })
  }

  const last = 80 + 85 * dominance
  const turns = [bifurcation + 16, 0.5 * (bifurcation + last), 0.8 * last, last]
  const circumflex = builder.add({
    name: 'LCx',
    parent: main,
    controls: [at(0.01, turns[0]!), at(random.between(0.02, 0.06), turns[1]!), at(random.between(0.02, 0.09), turns[2]!), at(random.between(0.03, 0.35), turns[3]!)],
    calibre: random.between(0.68, 0.88),
    taper: random.between(0.15, 0.45),
    tortuosity: 0.8 * wind,
    wavelength: 24,
  })
  const marginals = 1 + random.integer(3)
  for (let k = 0; k < marginals; k++) {
    const origin = Math.min(0.92, random.between(0.2, 0.4) + 0.27 * k)
    const azimuth = turns[0]! + (last - turns[0]!) * origin
    const end = random.between(0.5, 0.85)
    const marginal = builder.add({
      name: `OM${k + 1}`,
      parent: circumflex,
      at: origin,
      controls: [at(0.14, azimuth + 5), at(0.3, azimuth + random.between(0, 12)), at(0.5 * (0.3 + end), azimuth + random.between(0, 14)), at(end, azimuth + random.between(0, 18))],
      calibre: random.between(0.5, 0.85),
      taper: random.between(0.15, 0.45),
      tortuosity: 1.4 * wind,
      wavelength: 16,
    })
    if (random.chance(0.45)) {
      builder.add({ name: `OM${k + 1}a`, parent: marginal, at: 0.4, controls: [at(0.42, azimuth + 20), at(random.between(0.52, 0.7), azimuth + 28)], calibre: random.between(0.5, 0.75), tortuosity: wind, wavelength: 14 })
    }
  }
  if (random.chance(0.5)) {
    builder.add({ name: 'LA', parent: circumflex, at: random.between(0.1, 0.35), controls: [at(-0.12, 60), at(-0.3, 75)], calibre: random.between(0.25, 0.4), tortuosity: 1.3, wavelength: 14 })
  }
  return builder
}
