import { z } from 'zod'
import { errorCodes } from './service-error'

/** Chosen by the client, unique among its calls in flight. */
const callId = z.number().int().nonnegative()

/** What a client may send. `input` is validated against the contract afterwards. */
export const clientMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id: callId, service: z.string().max(100), method: z.string().max(100), input: z.unknown().optional() }),
  z.object({ kind: z.literal('cancel'), id: callId }),
])
export type ClientMessage = z.infer<typeof clientMessage>

/** What a server may send. `value` and `payload` are validated against the contract afterwards. */
export const serverMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('result'), id: callId, value: z.unknown().optional() }),
  z.object({ kind: z.literal('error'), id: callId, code: z.enum(errorCodes), message: z.string(), details: z.unknown().optional() }),
  z.object({ kind: z.literal('progress'), id: callId, value: z.unknown().optional() }),
  z.object({ kind: z.literal('event'), service: z.string(), name: z.string(), payload: z.unknown().optional() }),
])
export type ServerMessage = z.infer<typeof serverMessage>

/** Names a schema's complaints in one sentence, without repeating the value that was refused. */
export function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  return issues
    .slice(0, 3)
    .map((issue) => `${issue.path.map(String).join('.') || 'value'}: ${issue.message}`)
    .join('; ')
}

/** The issues as structured-cloneable facts. */
export function plainIssues(issues: readonly z.core.$ZodIssue[]): { path: string; message: string }[] {
  return issues.slice(0, 20).map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }))
}
