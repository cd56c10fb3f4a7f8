import { z } from 'zod'
import type { Database } from '../../storage/database'
import type { MaskSample } from '../../storage/mask-samples'
import type { SegmentAlgorithm } from '../../dicom/seg/segmentation'
import { approvalOf, type Approval } from './import/keep-approval'
import { algorithmOfMask, personOf } from './mask-provenance'

/** How the mask of a frame came about, in the words that every format carries, each in a place of its own. */
export interface FrameNotes {
  readonly algorithm: SegmentAlgorithm
  /** Who drew or corrected it; null when only a model did. */
  readonly person: string | null
  readonly approval: Approval | null
}

const text = z.string().max(400)
const notes = z.object({
  algorithm: z.object({ type: z.enum(['AUTOMATIC', 'SEMIAUTOMATIC', 'MANUAL']), name: text.nullable(), version: text.nullable() }),
  person: text.nullable(),
  approval: z.object({ approvedBy: text, approvedAt: z.iso.datetime() }).nullable(),
})
const notesOfFrames = z.array(notes.extend({ frame: z.number().int().positive() }))

export function frameNotesOf(database: Database, sample: MaskSample): FrameNotes {
  const { version, author, hash } = sample
  const algorithm = algorithmOfMask(database, sample)
  const approval = version ? { approvedBy: version.approvedBy, approvedAt: version.approvedAt } : approvalOf(database, sample, hash)
  return { algorithm, person: personOf(author, algorithm), approval }
}

/** Notes by frame (from 0), out of the text in a file; none when there is no text or it is not what this program writes. */
export function parseFrameNotes(written: string | null): Map<number, FrameNotes> {
  const parsed = notesOfFrames.safeParse(parsedJson(written))
  return new Map(parsed.success ? parsed.data.map(({ frame, ...rest }) => [frame - 1, rest]) : [])
}

export function writeFrameNotes(samples: readonly (readonly [frame: number, notes: FrameNotes])[]): string {
  return JSON.stringify(samples.map(([frame, own]) => ({ frame: frame + 1, ...own })))
}

/** One frame's notes out of a file of another format; null when they are not there or not understood. */
export function parseNotes(value: unknown): FrameNotes | null {
  const parsed = notes.safeParse(value)
  return parsed.success ? parsed.data : null
}

function parsedJson(written: string | null): unknown {
  try {
    return written === null ? null : JSON.parse(written)
  } catch {
    return null
  }
}
