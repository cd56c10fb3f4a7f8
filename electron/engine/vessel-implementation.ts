import { differenceRegions } from '../../ml/metrics/difference-regions'
import { greyImageFromRaw } from '../../ml/inference/grey-image'
import { MaskPropagation } from '../../ml/vessel/propagate-mask'
import { smartCorrect } from '../../ml/vessel/smart-correct'
import { evidence, vesselMaps } from '../../ml/vessel/vessel-maps'
import type { Implementation } from '../ipc/contract'
import type { ImagePoint } from '../ipc/contract/index'
import type { vesselEngineContract } from '../ipc/contract/vessel-engine'
import { decodeRuns, encodeRuns } from '../ipc/run-length'
import { ServiceError } from '../ipc/service-error'
import { FrameVessels, FrameVesselsCache } from './frame-vessels'

/** The page counts from the corner of the first pixel, ml/ from its middle. */
const toMiddles = ([x, y]: ImagePoint): ImagePoint => [x - 0.5, y - 0.5]

/** The vessel engine's contract over ml/vessel. */
export function createVesselImplementation(): Implementation<typeof vesselEngineContract> {
  const cache = new FrameVesselsCache()
  const propagations = new Map<string, MaskPropagation>()
  return {
    prepare: ({ maps, frame, probability }) => {
      const { rows, columns, pixels } = greyImageFromRaw(frame)
      const made = vesselMaps(pixels, rows, columns, probability)
      cache.set(maps, new FrameVessels(made))
      return { evidence: Uint8Array.from(evidence(made), (value) => Math.round(255 * value)) }
    },
    trace: ({ maps, from, to }) => {
      const { centres, widths } = cache.get(maps).tracer.trace(toMiddles(from), toMiddles(to))
      return { line: centres.map(([x, y], i): [number, number, number] => [x + 0.5, y + 0.5, widths[i]!]) }
    },
    correct: ({ maps: name, points, kind, reach, labelled }) => {
      const { maps } = cache.get(name)
      const { window, pixels, count } = smartCorrect(maps, labelsOf(labelled, maps.rows * maps.columns), { points: points.map(toMiddles), kind, reach })
      if (count === 0) return null
      return { rect: { x: window.left, y: window.top, width: window.columns, height: window.rows }, pixels: encodeRuns(pixels) }
    },
    beginPropagation: ({ propagation, maps: name, labels, ...rules }) => {
      const { maps } = cache.get(name)
      propagations.set(propagation, new MaskPropagation(maps, labelsOf(labels, maps.rows * maps.columns), rules))
      return {}
    },
    stepPropagation: ({ propagation, maps }) => {
      const found = propagations.get(propagation)
      if (!found) throw new ServiceError('engine-died', 'The vessel engine was restarted while the mask was taken from frame to frame, and has forgotten how far it was; begin again.')
      const { labels, confidence } = found.step(cache.get(maps).maps)
      return { labels: encodeRuns(labels), confidence }
    },
    endPropagation: ({ propagation }) => {
      propagations.delete(propagation)
      return {}
    },
    differences: ({ a, b, rows, columns }) => differenceRegions(labelsOf(a, rows * columns), labelsOf(b, rows * columns), rows, columns),
  }
}

function labelsOf(runs: Uint8Array, size: number): Uint8Array {
  try {
    return decodeRuns(runs, size)
  } catch (error) {
    if (error instanceof RangeError) throw new ServiceError('invalid-input', `The labels do not fit the frame: ${error.message}.`)
    throw error
  }
}
