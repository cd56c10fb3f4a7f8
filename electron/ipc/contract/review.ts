import { z } from 'zod'
import { call, defineContract, event } from '../contract'
import { frameIndex, frameKey, id, nothing, reviewStatus } from './common'

/** What a person owes a series. */
export const duty = z.enum(['annotate', 'review'])
export type Duty = z.infer<typeof duty>

export const comment = z.string().trim().max(2000)

/** One step of a frame's review, with what was said. */
export const reviewNote = z.object({
  id,
  at: z.string(),
  who: z.string(),
  act: z.enum(['submit', 'return', 'approve', 'reopen', 'note']),
  comment: z.string(),
})
export type ReviewNote = z.infer<typeof reviewNote>

/** Where the review of a frame stands, as the person who asks sees it. */
export const frameReview = z.object({
  /** Oldest first. */
  notes: z.array(reviewNote),
  /** Whether the mask as it is now was handed in for review. */
  submitted: z.boolean(),
  lastCorrectedBy: z.string().nullable(),
  /** Why the person who asks may not approve this mask; null when nothing is in the way. */
  refusal: z.string().nullable(),
  /** Active time spent on the frame, by everybody and by the person who asks. */
  milliseconds: z.object({ all: z.number().int(), own: z.number().int() }),
})
export type FrameReview = z.infer<typeof frameReview>

/** One frame (or a series nobody has begun) that waits for the person. */
export const worklistItem = frameKey.extend({
  seriesId: id,
  duty,
  status: reviewStatus,
  /** What the reviewer said, of a frame that was returned. */
  comment: z.string(),
  /** The person who made the last step. */
  by: z.string(),
  /** 0 to 1, of the student's prediction; null when it is not known. */
  uncertainty: z.number().nullable(),
  /** Given to this person, not merely to nobody. */
  assigned: z.boolean(),
  sourceName: z.string(),
  patientName: z.string(),
  seriesDescription: z.string(),
})
export type WorklistItem = z.infer<typeof worklistItem>

export const worklist = z.object({
  /** Returned frames first, then by uncertainty. */
  items: z.array(worklistItem),
  counts: z.object({ returned: z.number().int(), annotate: z.number().int(), review: z.number().int(), waiting: z.number().int(), approved: z.number().int() }),
})
export type Worklist = z.infer<typeof worklist>

export const assignment = z.object({ seriesId: id, duty, personId: id })
export type Assignment = z.infer<typeof assignment>

/** How masks go from one person to the other, and whose turn it is. */
export const reviewContract = defineContract({
  name: 'review',
  calls: {
    frame: call({ input: frameKey, output: frameReview }),
    /** Hands a mask in for review. An unchanged mask that was returned needs an answer to the reviewer. */
    submit: call({ input: frameKey.extend({ comment }), output: z.object({ status: reviewStatus }), permission: 'annotate' }),
    /** Gives a mask back to be corrected, saying why; an approval that it had is taken back. */
    return: call({ input: frameKey.extend({ comment: comment.min(1) }), output: z.object({ status: reviewStatus }), permission: 'review' }),
    note: call({ input: frameKey.extend({ comment: comment.min(1) }), output: nothing }),
    /** The person's open work. With `unassigned`, also what nobody was given. */
    worklist: call({ input: z.object({ unassigned: z.boolean(), limit: z.number().int().min(1).max(2000) }), output: worklist }),
    assignments: call({ input: nothing, output: z.array(assignment) }),
    /** Gives series to a person, or to nobody (null). */
    assign: call({ input: z.object({ seriesIds: z.array(id).min(1).max(20_000), duty, personId: id.nullable() }), output: nothing, permission: 'review' }),
    /** Adds active time that the person has spent on frames. */
    spend: call({
      input: z.object({ entries: z.array(z.object({ instanceId: id, frame: frameIndex, milliseconds: z.number().int().min(1).max(3_600_000) })).min(1).max(500) }),
      output: nothing,
    }),
  },
  events: {
    /** A frame's review went a step further, or (null) series were given to somebody. */
    changed: event(z.object({ frame: frameKey.nullable() })),
  },
})
