import type { Random } from '../data/random'
import type { Branch, CoronaryTree, TreeBuilder } from './coronary-tree'
import type { Heart } from './heart'
import { plantLeftTree } from './left-tree'
import { pathSpacing } from './path'
import { plantRightTree } from './right-tree'
import { cross, length, minus, plus, times, unit, type Vector } from './vector'

/** Branches with a wider origin than this, in mm, are those that a projection is chosen for and that are treated. */
export const leastMajor = 1.15

/** A random coronary tree of one side on a heart: main branches, twigs, at times stenoses or an occlusion. */
export function randomTree(heart: Heart, side: 'left' | 'right', random: Random): CoronaryTree {
  const builder = side === 'left' ? plantLeftTree(heart, random) : plantRightTree(heart, random)
  const mainBranches = builder.build(side, leastMajor).branches
  addTwigs(builder, mainBranches, random)
  const tree = builder.build(side, leastMajor)
  if (random.chance(0.4)) for (let k = 0, count = 1 + random.integer(2); k < count; k++) narrow(tree, random)
  return tree
}

/** Thin side branches every few millimetres, leaving at a wide angle along the surface, with twigs of their own at times. */
function addTwigs(builder: TreeBuilder, branches: readonly Branch[], random: Random): void {
  const density = random.between(0.3, 1.3)
  branches.forEach((branch, index) => {
    const spacing = random.between(8, 16) / density
    for (let s = random.between(4, 4 + spacing); s < branch.path.length * pathSpacing - 3; s += spacing * random.between(0.4, 1.6)) {
      const point = Math.floor(s / pathSpacing)
      const diameter = branch.diameters[point]!
      const calibre = Math.min(0.9, random.between(0.35, 0.95) / diameter)
      const twig = addTwig(builder, index, branch.path, point, calibre, random.between(8, 30), random)
      if (random.chance(0.35)) addTwigOnTwig(builder, twig, random)
    }
  })
}

function addTwig(builder: TreeBuilder, parent: number, path: readonly Vector[], point: number, calibre: number, reach: number, random: Random): number {
  const here = path[point]!
  const forwards = unit(minus(path[Math.min(path.length - 1, point + 2)]!, path[Math.max(0, point - 2)]!))
  const outwards = unit([0, here[1], here[2]])
  const sideways = times(unit(cross(forwards, outwards)), random.chance(0.5) ? 1 : -1)
  const lean = random.between(0.2, 1.2)
  const direction = unit(plus(plus(times(forwards, lean), sideways), times(outwards, -random.between(0, 0.8))))
  const bend = plus(direction, times(forwards, random.between(-0.2, 0.9)))
  const middle = plus(here, times(direction, reach * 0.5))
  return builder.add({
    name: 'twig',
    parent,
    at: point / (path.length - 1),
    controls: [middle, plus(middle, times(unit(bend), reach * 0.5))],
    calibre,
    taper: 0.6,
    tortuosity: random.between(0.4, 1.8),
    wavelength: random.between(8, 16),
  })
}

function addTwigOnTwig(builder: TreeBuilder, twig: number, random: Random): void {
  const start = builder.pointOf(twig, 0.3)
  const end = builder.pointOf(twig, 0.7)
  const along = minus(end, start)
  const sideways = cross(unit(along), unit([random.normal(), random.normal(), random.normal()]))
  const tip = plus(plus(start, times(along, random.between(0.6, 1.5))), times(sideways, 0.8 * length(along)))
  builder.add({ name: 'twig', parent: twig, at: 0.3, controls: [tip], calibre: random.between(0.6, 0.9), taper: 0.6, tortuosity: 0.8, wavelength: 9 })
}

/** Puts a stenosis (a smooth narrowing by 30 … 95 %, 3 … 15 mm long) somewhere in a major branch. */
function narrow(tree: CoronaryTree, random: Random): void {
  const branch = random.pick(tree.branches.filter((one) => one.major))
  const centre = random.between(0.1, 0.9) * branch.path.length
  const reach = random.between(2, 8) / pathSpacing
  const depth = random.between(0.3, 0.95)
  const eccentric = random.between(-0.4, 0.4)
  for (let i = 0; i < branch.path.length; i++) {
    const offset = (i - centre) / (reach * (i < centre ? 1 + eccentric : 1 - eccentric))
    if (Math.abs(offset) < 1) branch.diameters[i]! *= 1 - depth * (0.5 + 0.5 * Math.cos(Math.PI * offset))
  }
}
