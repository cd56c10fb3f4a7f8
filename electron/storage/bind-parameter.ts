/** What a statement may be given. Dates, booleans and objects are converted by the caller, who knows the column. */
export type Parameter = string | number | bigint | Uint8Array | null

/** A value that must never reach libsql: it would abort the whole process or be stored as NULL without a word. */
export class ParameterError extends TypeError {
  override readonly name = 'ParameterError'
}

/**
 * The value as libsql may safely bind it. libsql aborts the process (no exception) on booleans, Dates, objects, ArrayBuffers and
 * typed arrays other than Uint8Array, and binds undefined and NaN as NULL; all of these throw a ParameterError here instead.
 * Whole numbers become bigints, because libsql would bind them as REAL.
 */
export function bindParameter(value: unknown, position: number, sql: string): string | number | bigint | Buffer | null {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'bigint') {
    if (BigInt.asIntN(64, value) === value) return value
    throw new ParameterError(`parameter ${position} of "${sql}" does not fit into 64 bits`)
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new ParameterError(`parameter ${position} of "${sql}" is ${value}`)
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value
  }
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  const kind = typeof value === 'object' ? value!.constructor?.name ?? 'an object' : typeof value
  throw new ParameterError(`parameter ${position} of "${sql}" is of type ${kind}, which cannot be stored`)
}

/** Number of `?` in a statement, outside its quoted texts and comments. */
export function countParameters(sql: string): number {
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*/g, '').split('?').length - 1
}
