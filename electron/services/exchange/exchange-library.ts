import type { Database } from '../../storage/database'
import type { LibraryStore } from '../../storage/library-store'
import type { MaskSample } from '../../storage/mask-samples'

/** What exports read from. */
export interface ExchangeLibrary {
  readonly database: Database
  readonly library: LibraryStore
  readonly userName: string
  readonly softwareVersion: string
}

/** What an export has written. */
export interface WrittenMasks {
  readonly written: number
  /** One sentence for each image that the format cannot hold. */
  readonly skipped: readonly string[]
}

/** Masks by the image that they belong to, in their order. */
export function samplesByInstance(samples: readonly MaskSample[]): Map<number, MaskSample[]> {
  const groups = new Map<number, MaskSample[]>()
  for (const sample of samples) {
    const group = groups.get(sample.instanceId)
    if (group) group.push(sample)
    else groups.set(sample.instanceId, [sample])
  }
  return groups
}

/** Who made a mask, and which version of it this is, for files that have no place of their own for it. */
export function provenanceOf(sample: MaskSample): Record<string, unknown> {
  const { name, patient, seriesId, sopInstanceUid, frame, status, author, version, hash } = sample
  return { name, patient, series: seriesId, sopInstanceUid, frameNumber: frame + 1, status, author, version: version && { number: version.number, approvedBy: version.approvedBy, approvedAt: version.approvedAt }, maskSha256: hash }
}
