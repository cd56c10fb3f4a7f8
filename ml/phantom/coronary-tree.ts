import type { Random } from '../data/random'
import { pathSpacing, splinePath, tortuous } from './path'
import type { Vector } from './vector'

export interface Branch {
  name: string
  /** Centreline in heart coordinates at rest, mm, one point every `pathSpacing`. */
  path: Vector[]
  /** Lumen diameter at each point, mm. */
  diameters: Float64Array
  /** Distance of the first point from the ostium along the tree, mm. */
  start: number
  /** Index of the branch it leaves, −1 for the trunk, and of the point where. */
  parent: number
  parentPoint: number
  /** False: a thin branch. It is drawn, but no projection is chosen for it, and it is not in the mask. */
  major: boolean
}

export interface CoronaryTree {
  side: 'left' | 'right'
  branches: Branch[]
}

interface PlannedBranch {
  name: string
  path: Vector[]
  parent: number
  parentPoint: number
  /** Diameter at the origin: in mm for the trunk, else as a share of the parent's diameter there. */
  calibre: number
  /** Share of its calibre lost from origin to end, its own branches not counted. */
  taper: number
}

export interface BranchPlan {
  name: string
  /** Index of the parent, or −1. */
  parent: number
  /** Where on the parent, 0 … 1. */
  at?: number
  /** Control points after the origin (for the trunk: including it). */
  controls: readonly Vector[]
  calibre: number
  taper?: number
  /** mm. */
  tortuosity?: number
  wavelength?: number
}

/** Collects the branches of a tree, then gives them their calibres. */
export class TreeBuilder {
  private readonly planned: PlannedBranch[] = []

  constructor(private readonly random: Random) {}

  /** Adds a branch and returns its index. */
  add(plan: BranchPlan): number {
    const { name, parent, at = 1, calibre, taper = 0.35, tortuosity = 0.5, wavelength = 22 } = plan
    const origin = parent < 0 ? null : this.planned[parent]!
    const parentPoint = origin ? Math.round(at * (origin.path.length - 1)) : 0
    const controls = origin ? [origin.path[parentPoint]!, ...plan.controls] : plan.controls
    const path = tortuous(splinePath(controls), tortuosity, wavelength, this.random)
    this.planned.push({ name, path, parent, parentPoint, calibre, taper })
    return this.planned.length - 1
  }

  /** A point of a branch, at 0 … 1 of its length. */
  pointOf(branch: number, at: number): Vector {
    const { path } = this.planned[branch]!
    return path[Math.round(at * (path.length - 1))]!
  }

  /**
   * The tree. At each origin the parent's lumen narrows as Murray's law has it, with the exponent 2.7 that coronary arteries were
   * found to follow (G. Finet et al., EuroIntervention 2007, report a similar ratio): d³ → d^2.7 before = sum after.
   * Branches that start narrower than `leastMajor` mm, and theirs, are not major.
   */
  build(side: 'left' | 'right', leastMajor: number): CoronaryTree {
    const branches: Branch[] = []
    this.planned.forEach((plan, index) => {
      const parent = plan.parent < 0 ? null : branches[plan.parent]!
      const first = parent ? parent.diameters[plan.parentPoint]! * plan.calibre : plan.calibre
      const children = this.planned.filter((other) => other.parent === index)
      const diameters = this.lumen(plan, first, children)
      branches.push({
        name: plan.name,
        path: plan.path,
        diameters,
        start: parent ? parent.start + plan.parentPoint * pathSpacing : 0,
        parent: plan.parent,
        parentPoint: plan.parentPoint,
        major: first >= leastMajor && (parent?.major ?? true),
      })
    })
    return { side, branches }
  }

  private lumen(plan: PlannedBranch, first: number, children: readonly PlannedBranch[]): Float64Array {
    const count = plan.path.length
    const factors = new Float64Array(count).fill(1)
    for (const child of children) {
      // The last branch of a trunk continues it and does not narrow it.
      if (child.parentPoint >= count - 1) continue
      const drop = Math.max(0.6, 1 - child.calibre ** 2.7) ** (1 / 2.7)
      for (let i = child.parentPoint; i < count; i++) factors[i]! *= drop
    }
    const unevenness = 0.05 * Math.abs(this.random.normal())
    const rate = this.random.between(0.25, 0.7)
    const phase = this.random.between(0, 6)
    const diameters = new Float64Array(count)
    for (let i = 0; i < count; i++) {
      const uneven = 1 + unevenness * Math.sin(phase + rate * i * pathSpacing) * Math.sin(1.7 * phase + 0.41 * rate * i * pathSpacing)
      diameters[i] = Math.max(0.25, first * factors[i]! * (1 - (plan.taper * i) / count) * uneven)
    }
    return smoothed(diameters)
  }
}

/** Murray's steps become short tapers. */
function smoothed(values: Float64Array): Float64Array {
  const reach = 4
  return values.map((_, i) => {
    let sum = 0
    let count = 0
    for (let k = Math.max(0, i - reach); k <= Math.min(values.length - 1, i + reach); k++, count++) sum += values[k]!
    return sum / count
  })
}
