import { z } from 'zod'
import { call, defineContract } from '../contract'
import { bytes, frameKey } from './common'
import { rectangle } from './masks'

/** A place in the image: pixel (column, row) covers [column, column + 1) × [row, row + 1). It may lie outside. */
export const imagePoint = z.tuple([z.number(), z.number()])
export type ImagePoint = z.infer<typeof imagePoint>

/** Places along the middle of a vessel with its width there: [x, y, width], in px. */
export const vesselLine = z.array(z.tuple([z.number(), z.number(), z.number()]))
export type VesselLine = z.infer<typeof vesselLine>

export const traceInput = z.object({ from: imagePoint, to: imagePoint })

export const correctionInput = z.object({
  /** Where the person clicked or drew. */
  points: z.array(imagePoint).min(1).max(2000),
  /** What is drawn on is a vessel, or is none. */
  kind: z.enum(['vessel', 'background']),
  /** How far along and beside the scribble pixels may be decided anew, px. */
  reach: z.number().min(1).max(4096),
  /** What is labelled now (0/1), the whole frame, run-length coded. */
  labelled: bytes,
})

/** Pixels that become vessel, or background: 1 inside the rectangle, run-length coded. */
export const correction = z.object({ rect: rectangle, pixels: bytes })
export type Correction = z.infer<typeof correction>

/** The smart tools' view of a frame. Nothing here changes a mask: the page paints what it is told, as strokes. */
export const vesselContract = defineContract({
  name: 'vessel',
  calls: {
    /** Gets a frame ready, which takes as long as a segmentation; later calls for it are quick. */
    maps: call({
      input: frameKey,
      output: z.object({
        /** How likely there is a vessel, 0 … 255 per pixel: vesselness × the student's probability. */
        evidence: bytes,
        /** The student that was asked; null with the reason when there is none to ask and the picture alone must do. */
        modelName: z.string().nullable(),
        withoutModel: z.string().nullable(),
      }),
    }),
    /** The vessel between two clicks. Calls with the same `from` share their search. */
    trace: call({ input: frameKey.extend(traceInput.shape), output: z.object({ line: vesselLine }) }),
    /** Decides anew what a click or scribble says about the pixels nearby; null when nothing changes. */
    correct: call({ input: frameKey.extend(correctionInput.shape), output: correction.nullable() }),
  },
  events: {},
})
