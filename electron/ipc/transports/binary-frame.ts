/**
 * One message as one block of bytes, for transports that know no structured clone (WebSocket). Typed arrays stay binary:
 *
 *     uint32 length of the header (little-endian) · header (JSON, UTF-8) · attachments, one after another
 *
 * The header is `{ message, attachments: [{ path, type, length }] }`: `path` leads to the place inside `message` that
 * the attachment fills, `length` is in bytes. Paths instead of marker values: no value can be mistaken for a marker.
 */
const viewTypes = {
  Uint8Array, Uint8ClampedArray, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array,
} as const
type ViewName = keyof typeof viewTypes

interface Attachment {
  readonly path: readonly (string | number)[]
  readonly type: ViewName
  readonly length: number
}

/** Longest message in bytes that either side takes: a run of 64 MiB with room for its header. */
export const maximumMessageBytes = 80 * 1024 * 1024
const maximumDepth = 32

/** Throws a TypeError for values that JSON and typed arrays cannot carry, a RangeError above `maximumMessageBytes`. */
export function encodeBinaryFrame(message: unknown): Uint8Array<ArrayBuffer> {
  const attachments: Attachment[] = []
  const views: Uint8Array[] = []
  const plain = withoutViews(message, [], (path, view) => {
    attachments.push({ path, type: viewName(view), length: view.byteLength })
    views.push(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))
  })
  const header = new TextEncoder().encode(JSON.stringify({ message: plain, attachments }))
  const total = views.reduce((sum, view) => sum + view.byteLength, 4 + header.byteLength)
  if (total > maximumMessageBytes) throw new RangeError(`a message of ${total} bytes is over the limit of ${maximumMessageBytes}`)
  const frame = new Uint8Array(total)
  new DataView(frame.buffer).setUint32(0, header.byteLength, true)
  frame.set(header, 4)
  let offset = 4 + header.byteLength
  for (const view of views) {
    frame.set(view, offset)
    offset += view.byteLength
  }
  return frame
}

/** The message again. Throws a RangeError or SyntaxError when the bytes are no such frame. */
export function decodeBinaryFrame(frame: Uint8Array): unknown {
  if (frame.byteLength < 4) throw new RangeError('a frame of fewer than 4 bytes')
  const headerLength = new DataView(frame.buffer, frame.byteOffset, 4).getUint32(0, true)
  if (headerLength > frame.byteLength - 4) throw new RangeError('the header is longer than the frame')
  const text = new TextDecoder('utf-8', { fatal: true }).decode(frame.subarray(4, 4 + headerLength))
  const header = JSON.parse(text, refusePrototypeKeys) as { message?: unknown; attachments?: unknown } | null
  const attachments = header?.attachments
  if (!Array.isArray(attachments)) throw new RangeError('the header names no attachments')
  const holder = { message: header?.message }
  let offset = 4 + headerLength
  for (const attachment of attachments as unknown[]) {
    const { path, type, length } = checkedAttachment(attachment)
    if (length > frame.byteLength - offset) throw new RangeError('an attachment ends outside the frame')
    // A copy of its own: the frame's buffer can be released, and the view is aligned.
    const bytes = new Uint8Array(frame.buffer, frame.byteOffset + offset, length).slice()
    if (length % viewTypes[type].BYTES_PER_ELEMENT !== 0) throw new RangeError(`${length} bytes do not fill a ${type}`)
    place(holder, path, type === 'Uint8Array' ? bytes : new viewTypes[type](bytes.buffer))
    offset += length
  }
  if (offset !== frame.byteLength) throw new RangeError('bytes are left over after the attachments')
  return holder.message
}

function withoutViews(value: unknown, path: readonly (string | number)[], found: (path: readonly (string | number)[], view: ArrayBufferView) => void): unknown {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') throw new TypeError(`a ${typeof value} cannot be sent`)
    return value
  }
  if (ArrayBuffer.isView(value)) {
    found(path, value)
    return null
  }
  if (path.length >= maximumDepth) throw new TypeError('the message is nested too deeply')
  if (Array.isArray(value)) return value.map((item, index) => withoutViews(item, [...path, index], found))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('only plain objects, arrays and typed arrays can be sent')
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutViews(item, [...path, key], found)]))
}

function viewName(view: ArrayBufferView): ViewName {
  for (const [name, type] of Object.entries(viewTypes)) if (view instanceof type) return name as ViewName
  throw new TypeError('this kind of typed array cannot be sent')
}

function checkedAttachment(value: unknown): Attachment {
  const { path, type, length } = (value ?? {}) as Partial<Attachment>
  const validPath = Array.isArray(path) && path.length <= maximumDepth && path.every((key) => typeof key === 'string' || Number.isSafeInteger(key))
  if (!validPath || typeof type !== 'string' || !Object.hasOwn(viewTypes, type)) throw new RangeError('an attachment is not described')
  if (!Number.isSafeInteger(length) || (length as number) < 0) throw new RangeError('an attachment has no length')
  return { path: path as (string | number)[], type, length: length as number }
}

/** Fills the place that the sender left null; never makes a new one, never leaves the message. */
function place(holder: { message: unknown }, path: readonly (string | number)[], view: ArrayBufferView): void {
  const keys = ['message', ...path]
  let parent: unknown = holder
  for (const key of keys.slice(0, -1)) {
    if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, key)) throw new RangeError('an attachment has no place')
    parent = (parent as Record<string | number, unknown>)[key]
  }
  const last = keys.at(-1)!
  if (typeof parent !== 'object' || parent === null || ArrayBuffer.isView(parent) || !Object.hasOwn(parent, last)) throw new RangeError('an attachment has no place')
  const target = parent as Record<string | number, unknown>
  if (target[last] !== null) throw new RangeError('two attachments have one place')
  target[last] = view
}

function refusePrototypeKeys(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('a key that is not allowed')
  return value
}
