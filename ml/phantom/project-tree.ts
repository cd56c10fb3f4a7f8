import type { AnnotatorHabit } from './annotator-habit'
import type { CoronaryTree } from './coronary-tree'
import { inPatient, type Beat, type Heart } from './heart'
import { pathSpacing } from './path'
import type { ProjectedTube, TubeRaster } from './tube-raster'
import { project, type View } from './view'

/** A branch as it lies in one frame; coordinates in px with the middle of the first pixel at (0, 0). */
export interface VesselTruth {
  name: string
  /** In the mask, where contrast has arrived. */
  labelled: boolean
  /** [column, row] along the centreline. */
  points: [number, number][]
  /** Lumen diameter at each point, px, at the magnification of that point. */
  diameters: number[]
  /** The same in mm. */
  millimetres: number[]
  /** Concentration of contrast medium at each point, 0 … 1. */
  contrast: number[]
}

interface Projection {
  tree: CoronaryTree
  heart: Heart
  beat: Beat
  view: View
  raster: TubeRaster
  size: number
  /** Blur of the system, px. The mask ends where the blurred shadow of a lumen has half its depth, which is where observers draw its edge. */
  blur: number
  /** Concentration (0 … 1) at a distance from the ostium, mm. */
  concentration: (distance: number) => number
  habit: AnnotatorHabit
}

/** Below this concentration a vessel counts as not yet, or no longer, visible. */
const leastVisible = 0.15
/** A ray that runs along a vessel sees at most this many diameters of it. */
const longestChord = 2.6

/** All branches in image coordinates, ready for drawing (`from`: first point outside the parent's lumen), with their truth and the mask. */
export function projectTree({ tree, heart, beat, view, raster, size, blur, concentration, habit }: Projection): { tubes: { tube: ProjectedTube; from: number }[]; vessels: VesselTruth[]; mask: Uint8Array } {
  const mask = new Uint8Array(size * size)
  const vessels: VesselTruth[] = []
  const tubes = tree.branches.map((branch) => {
    const count = branch.path.length
    const tube: ProjectedTube = { columns: new Float64Array(count), rows: new Float64Array(count), radii: new Float64Array(count), weights: new Float64Array(count) }
    const contrast = new Float64Array(count)
    const scales = new Float64Array(count)
    for (let i = 0; i < count; i++) {
      const place = project(view, inPatient(heart, branch.path[i]!, beat))
      tube.columns[i] = place.column
      tube.rows[i] = place.row
      tube.radii[i] = 0.5 * branch.diameters[i]! * place.pixelsPerMm
      contrast[i] = concentration(branch.start + i * pathSpacing)
      scales[i] = place.pixelsPerMm
    }
    for (let i = 0; i < count; i++) {
      const before = Math.max(0, i - 1)
      const after = Math.min(count - 1, i + 1)
      const seen = Math.hypot(tube.columns[after]! - tube.columns[before]!, tube.rows[after]! - tube.rows[before]!)
      const real = (after - before) * pathSpacing * scales[i]!
      const lengthening = Math.min(longestChord, Math.max(1, real / Math.max(1e-3, seen)))
      tube.weights[i] = (contrast[i]! * lengthening) / scales[i]!
    }
    // A stenosis at the origin does not make a branch a thin one.
    const labelled = branch.major && branch.diameters.reduce((widest, diameter) => Math.max(widest, diameter), 0) >= habit.leastLabelled
    const labelledUntil = lastWide(branch.diameters, habit)
    if (labelled) raster.mark(mask, tube, (i) => (contrast[i]! < leastVisible || i >= labelledUntil ? 0 : Math.hypot(0.88 * tube.radii[i]!, 0.9 * blur)))
    vessels.push({
      name: branch.name,
      labelled,
      points: Array.from(tube.columns, (column, i) => [column, tube.rows[i]!]),
      diameters: Array.from(tube.radii, (radius) => 2 * radius),
      millimetres: Array.from(branch.diameters),
      contrast: Array.from(contrast),
    })
    const parent = branch.parent < 0 ? null : tree.branches[branch.parent]!
    const hidden = parent ? (0.35 * parent.diameters[branch.parentPoint]!) / pathSpacing : 0
    return { tube, from: Math.min(count - 2, Math.round(hidden)) }
  })
  return { tubes, vessels, mask }
}

/** One past the last point where the lumen is wide enough to be followed; a stenosis on the way does not end a branch. */
function lastWide(diameters: Float64Array, { leastFollowed }: AnnotatorHabit): number {
  let end = diameters.length
  while (end > 0 && diameters[end - 1]! < leastFollowed) end--
  return end
}
