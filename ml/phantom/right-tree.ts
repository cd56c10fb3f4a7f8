import type { Random } from '../data/random'
import { TreeBuilder } from './coronary-tree'
import { surfacePoint, type Heart } from './heart'
import type { Vector } from './vector'

/** A right coronary tree: the right coronary artery round the heart to the crux, with conus, atrial, ventricular, marginal and posterior branches. */
export function plantRightTree(heart: Heart, random: Random): TreeBuilder {
  const builder = new TreeBuilder(random)
  const at = (height: number, azimuth: number, lift = 1): Vector =>
    surfacePoint(heart, height * heart.height, azimuth + 3 * random.normal(), lift * (1 + 0.02 * random.normal()))
  const dominant = random.chance(0.85)
  const wind = Math.min(2.2, Math.exp(0.55 * random.normal()))
  const groove = random.between(0, 0.07)
  const trunk = builder.add({
    name: 'RCA',
    parent: -1,
    controls: [
      at(-0.05, -32, 0.32),
      at(-0.03, -42, 0.6),
      at(0.02, -56, 0.92),
      at(groove + 0.03, -80),
      at(groove + 0.04, -105),
      at(groove + 0.03, -132),
      at(groove, -158, 0.98),
      ...(dominant ? [at(groove - 0.02, -176, 0.92)] : []),
    ],
    calibre: (dominant ? 3.1 : 2.4) * Math.exp(0.19 * random.normal()),
    taper: random.between(0.1, 0.3),
    tortuosity: 1.3 * wind,
    wavelength: 32,
  })
  if (dominant) {
    const end = random.between(0.45, 0.8)
    builder.add({
      name: 'PDA',
      parent: trunk,
      at: random.between(0.94, 1),
      controls: [at(0.1, -178), at(0.28, -180), at(0.5 * (0.28 + end), -182), at(end, -182)],
      calibre: random.between(0.6, 0.8),
      taper: 0.35,
      tortuosity: 1.1 * wind,
      wavelength: 17,
    })
    const lateral = builder.add({
      name: 'PLV',
      parent: trunk,
      controls: [at(groove - 0.01, -190, 0.95), at(groove + 0.03, -203), at(groove + 0.1, -216), at(random.between(0.2, 0.4), -224)],
      calibre: random.between(0.6, 0.85),
      taper: 0.35,
      tortuosity: 1.2 * wind,
      wavelength: 15,
    })
    for (let k = 0, count = random.integer(3); k < count; k++) {
      const origin = random.between(0.3, 0.75)
      const azimuth = -190 - 34 * origin
      builder.add({ name: `PL${k + 1}`, parent: lateral, at: origin, controls: [at(0.2, azimuth), at(random.between(0.35, 0.6), azimuth - 4)], calibre: random.between(0.5, 0.75), tortuosity: 1.2 * wind, wavelength: 13 })
    }
  }
  for (let k = 0, count = 1 + random.integer(3); k < count; k++) {
    const origin = Math.min(0.8, random.between(0.32, 0.45) + 0.17 * k)
    const azimuth = -50 - 125 * origin
    const end = random.between(0.3, 0.8)
    builder.add({
      name: k === 0 ? 'RV' : `AM${k}`,
      parent: trunk,
      at: origin,
      controls: [at(0.14, azimuth + 8), at(0.5 * (0.14 + end), azimuth + random.between(6, 18)), at(end, azimuth + random.between(8, 34))],
      calibre: random.between(0.28, 0.62),
      taper: 0.35,
      tortuosity: 1.2 * wind,
      wavelength: 18,
    })
  }
  if (random.chance(0.7)) {
    builder.add({ name: 'CB', parent: trunk, at: random.between(0.05, 0.12), controls: [at(0.08, -36, 0.9), at(0.2, -24), at(0.32, -14)], calibre: random.between(0.25, 0.42), tortuosity: 1.3, wavelength: 14 })
  }
  if (random.chance(0.7)) {
    builder.add({ name: 'SN', parent: trunk, at: random.between(0.1, 0.2), controls: [at(-0.15, -62, 0.85), at(-0.32, -90, 0.9), at(-0.38, -130, 0.9)], calibre: random.between(0.25, 0.45), tortuosity: 1.3, wavelength: 14 })
  }
  return builder
}
