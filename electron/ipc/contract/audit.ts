import { z } from 'zod'
import { call, defineContract, event } from '../contract'
import { nothing } from './common'

/** One thing that was done, chained to the one before it. */
export const auditEntry = z.object({
  sequence: z.number().int().positive(),
  at: z.string(),
  who: z.string(),
  act: z.string(),
  subject: z.string(),
  oldHash: z.string().nullable(),
  newHash: z.string().nullable(),
  reason: z.string(),
  /** Hash of the entry before. */
  previous: z.string(),
  hash: z.string(),
})
export type AuditEntry = z.infer<typeof auditEntry>

/** Whether the log is as it was written. */
export const auditState = z.object({
  state: z.enum(['checking', 'valid', 'broken', 'unknown']),
  /** Entries that were looked at so far, or in the last check. */
  checked: z.number().int(),
  checkedAt: z.string().nullable(),
  /** Hash of the last entry that was looked at; empty when there is none. */
  head: z.string(),
  /** The first entry that does not hold. */
  brokenAt: z.number().int().nullable(),
  /** What is wrong, in one sentence; null when nothing is. */
  message: z.string().nullable(),
})
export type AuditState = z.infer<typeof auditState>

/** The log of every change in the library: append-only, each entry carrying the hash of the one before. */
export const auditContract = defineContract({
  name: 'audit',
  calls: {
    state: call({ input: nothing, output: auditState, permission: 'open' }),
    /** Follows the whole chain now. */
    verify: call({ input: nothing, output: auditState }),
    /** Newest first, before a number or from the end. */
    entries: call({ input: z.object({ before: z.number().int().positive().nullable(), limit: z.number().int().min(1).max(500) }), output: z.array(auditEntry) }),
    /** Writes the log as JSON lines into a file that a page fetches by `resourceUrl.download` and saves under this name. */
    export: call({ input: nothing, output: z.object({ id: z.string(), name: z.string() }) }),
    /** Writes the log as JSON lines into a folder of the machine that runs the services. */
    exportInto: call({ input: z.object({ folder: z.string().min(1) }), output: z.object({ file: z.string() }) }),
  },
  events: { changed: event(auditState) },
})
