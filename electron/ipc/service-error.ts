/** Every way in which a service may decline. The code survives the wire; the message is for people. */
export const errorCodes = [
  'invalid-input',
  'not-found',
  'unsupported',
  'unreadable-file',
  'conflict',
  'forbidden',
  'cancelled',
  'closed',
  'unknown-method',
  'engine-died',
  'engine-unavailable',
  'storage',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** A declared failure: thrown by services, carried over every transport as `{ code, message, details }`. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'

  constructor(
    readonly code: ErrorCode,
    message: string,
    /** Structured-cloneable facts about the failure, e.g. the file name or the zod issues. */
    readonly details?: unknown,
  ) {
    super(message)
  }
}
