/**
 * Structured clone copies the whole buffer behind a typed array: a small view of a large or pooled buffer would take
 * everything beside it along, to a process that must not see it. Views that do not fill their buffer are copied first.
 */
export function compactViews(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (ArrayBuffer.isView(value)) return value.byteLength === value.buffer.byteLength ? value : copyOfView(value)
  if (Array.isArray(value)) return mapped(value)
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  let changed = false
  const entries = Object.entries(value).map(([key, item]) => {
    const compact = compactViews(item)
    changed ||= compact !== item
    return [key, compact] as const
  })
  return changed ? Object.fromEntries(entries) : value
}

function mapped(items: readonly unknown[]): unknown {
  const compact = items.map(compactViews)
  return compact.some((item, index) => item !== items[index]) ? compact : items
}

function copyOfView(view: ArrayBufferView): unknown {
  const copy = new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice()
  if (view instanceof DataView) return new DataView(copy.buffer)
  // A Node Buffer becomes the Uint8Array that it is on the other side anyway.
  if (view instanceof Uint8Array) return copy
  return new (view.constructor as new (buffer: ArrayBufferLike) => ArrayBufferView)(copy.buffer)
}
