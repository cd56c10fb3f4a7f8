import type { Encoding } from '../parse/transfer-syntax'

/** Value representations whose explicit length takes four bytes (PS3.5 7.1.2). */
const longForms = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'])

/** The header of an element with a value of this length. */
export function elementHeader(tag: number, vr: string, length: number, { explicit, littleEndian }: Encoding): Uint8Array {
  const long = explicit && longForms.has(vr)
  const bytes = new Uint8Array(long ? 12 : 8)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, Math.floor(tag / 0x10000), littleEndian)
  view.setUint16(2, tag % 0x10000, littleEndian)
  if (!explicit) view.setUint32(4, length, littleEndian)
  else {
    bytes.set([vr.charCodeAt(0), vr.charCodeAt(1)], 4)
    if (long) view.setUint32(8, length, littleEndian)
    else view.setUint16(6, length, littleEndian)
  }
  return bytes
}

/** An element with its value, padded to an even length. */
export function element(tag: number, vr: string, value: Uint8Array, encoding: Encoding): Uint8Array {
  const odd = value.length % 2
  return joined([elementHeader(tag, vr, value.length + odd, encoding), value, odd === 1 ? Uint8Array.of(vr === 'UI' || vr === 'OB' ? 0 : 0x20) : new Uint8Array(0)])
}

/** A sequence of these items, each the bytes of its elements. */
export function sequence(tag: number, items: readonly Uint8Array[], encoding: Encoding): Uint8Array {
  const item = (content: Uint8Array): Uint8Array => joined([elementHeader(0xfffee000, '', content.length, { explicit: false, littleEndian: encoding.littleEndian }), content])
  return element(tag, 'SQ', joined(items.map(item)), encoding)
}

/** ASCII or UTF-8 text as the value of an element. */
export function textValue(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
