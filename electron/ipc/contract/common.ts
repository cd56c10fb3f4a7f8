import { z } from 'zod'

export const id = z.number().int().positive()
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected a Uint8Array')
export const nothing = z.object({}).strict()

/** Zero-based frame index inside one instance (DICOM's frame numbers are one-based: add 1 when printing). */
export const frameIndex = z.number().int().nonnegative()

/** One frame of one instance: the key of every mask. */
export const frameKey = z.object({ instanceId: id, frame: frameIndex })
export type FrameKey = z.infer<typeof frameKey>

export const reviewStatus = z.enum(['unannotated', 'predicted', 'corrected', 'approved', 'returned'])
export type ReviewStatus = z.infer<typeof reviewStatus>
