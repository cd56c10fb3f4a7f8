import type { ImageHeader } from '../../dicom/image-header'
import type { Database } from '../../storage/database'
import { readFrameTime } from '../../storage/frame-times'
import type { LibraryStore } from '../../storage/library-store'
import type { MaskSample } from '../../storage/mask-samples'
import type { ReadFrame } from '../data-folder-writer'
import { frameNotesOf, type FrameNotes } from './frame-notes'
import type { LabelBook } from './label-book'

/** What exports read from: a library as it is, or as it may be handed to others. */
export interface ExchangeLibrary {
  /** Fails with `not-found`. */
  image(instanceId: number): { readonly header: ImageHeader; readonly sourceName: string }
  notesOf(sample: MaskSample): FrameNotes
  /** Active time that people have spent on the frame. */
  secondsOn(sample: MaskSample): number
  readonly labels: Pick<LabelBook, 'lookOf'>
  readonly readFrame: ReadFrame
  readonly userName: string
  readonly softwareVersion: string
}

export interface OpenedLibrary extends Pick<ExchangeLibrary, 'labels' | 'readFrame' | 'userName' | 'softwareVersion'> {
  readonly database: Database
  readonly library: LibraryStore
}

/** The library as it is. */
export function exchangeLibrary({ database, library, ...rest }: OpenedLibrary): ExchangeLibrary {
  return {
    ...rest,
    image: (instanceId) => library.instance(instanceId),
    notesOf: (sample) => frameNotesOf(database, sample),
    secondsOn: (sample) => Math.round(readFrameTime(database, sample).all / 1000),
  }
}

/** How an export is watched and cancelled. */
export interface ExportHooks {
  readonly signal?: AbortSignal
  onProgress?(done: number, total: number): void
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
export function provenanceOf(source: Pick<ExchangeLibrary, 'notesOf'>, sample: MaskSample): Record<string, unknown> & FrameNotes {
  const { name, patient, seriesId, sopInstanceUid, frame, status, author, version, hash } = sample
  return { name, patient, series: seriesId, sopInstanceUid, frameNumber: frame + 1, status, author, version: version?.number ?? null, maskSha256: hash, ...source.notesOf(sample) }
}

/** How files of an image are called: by its number in the library, which names nobody. */
export function fileNameOf(instanceId: number): string {
  return `i${String(instanceId).padStart(6, '0')}`
}
