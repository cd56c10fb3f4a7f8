import { vesselness } from './vesselness'

/** What the smart tools know about one frame, all rows × columns. */
export interface VesselMaps {
  readonly rows: number
  readonly columns: number
  /** Dark to bright, 0 … 1. */
  readonly grey: Float32Array
  /** 0 … 1, see `vesselness`. */
  readonly vesselness: Float32Array
  /** The student's vessel probability, 0 … 255; null where there is no student to ask. */
  readonly probability: Uint8Array | null
}

/** Share of the vesselness that counts where the student sees nothing: what it has missed can still be traced. */
const unseen = 0.15

export function vesselMaps(grey: Float32Array, rows: number, columns: number, probability: Uint8Array | null): VesselMaps {
  return { rows, columns, grey, vesselness: vesselness(grey, rows, columns), probability }
}

/** How sure one can be that there is a vessel, 0 … 1 per pixel: vesselness × probability, where neither alone can say no. */
export function evidence({ vesselness: lines, probability }: VesselMaps): Float32Array {
  if (probability === null) return lines
  return lines.map((value, i) => Math.max(value, 0.5 * (probability[i]! / 255)) * (unseen + ((1 - unseen) * probability[i]!) / 255))
}
