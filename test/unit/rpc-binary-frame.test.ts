import { describe, expect, it } from 'vitest'
import { decodeBinaryFrame, encodeBinaryFrame, maximumMessageBytes } from '../../electron/ipc/transports/binary-frame'
import { compactViews } from '../../electron/ipc/transports/compact-views'

function frame(header: unknown, ...attachments: Uint8Array[]): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(text.length)
  return Buffer.concat([length, text, ...attachments])
}

describe('binary frame', () => {
  it('carries every kind of typed array at any depth', () => {
    const message = {
      a: [{ bytes: Uint8Array.of(1, 2, 3) }, Float32Array.of(0.5, -1)], b: Uint16Array.of(65_535), c: Int16Array.of(-7), d: new Float64Array(), e: null, f: 'text', g: -0.25, path: [{ $binary: 1 }],
    }
    expect(decodeBinaryFrame(encodeBinaryFrame(message))).toEqual(message)
    expect(decodeBinaryFrame(encodeBinaryFrame(Uint8Array.of(9)))).toEqual(Uint8Array.of(9))
  })

  it('sends only the part of a buffer that a view shows, and decodes from any offset', () => {
    const view = new Uint16Array([1, 2, 3, 4, 5]).subarray(1, 3)
    const encoded = encodeBinaryFrame({ view })
    const shifted = new Uint8Array(encoded.length + 3)
    shifted.set(encoded, 3)
    const { view: decoded } = decodeBinaryFrame(shifted.subarray(3)) as { view: Uint16Array }
    expect([...decoded]).toEqual([2, 3])
    expect(decoded.buffer.byteLength).toBe(4)
  })

  it('refuses what JSON and typed arrays cannot carry', () => {
    for (const value of [1n, () => 1, Symbol('s'), new Map(), new Date(), new DataView(new ArrayBuffer(1))]) expect(() => encodeBinaryFrame({ value })).toThrow(TypeError)
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    expect(() => encodeBinaryFrame(circle)).toThrow(TypeError)
    expect(() => encodeBinaryFrame(new Uint8Array(maximumMessageBytes))).toThrow(RangeError)
  })

  it.each([
    ['nothing', new Uint8Array()],
    ['a header longer than the frame', Uint8Array.of(255, 255, 255, 255, 1)],
    ['text that is no JSON', frame('{')],
    ['invalid UTF-8', frame({ message: 1, attachments: [] }).fill(0xff, 4)],
    ['no attachments', frame({ message: 1 })],
    ['null', frame('null')],
    ['an attachment that is too long', frame({ message: null, attachments: [{ path: [], type: 'Uint8Array', length: 5 }] }, new Uint8Array(4))],
    ['bytes left over', frame({ message: null, attachments: [] }, new Uint8Array(1))],
    ['half a sample', frame({ message: null, attachments: [{ path: [], type: 'Uint16Array', length: 3 }] }, new Uint8Array(3))],
    ['an unknown type', frame({ message: null, attachments: [{ path: [], type: 'constructor', length: 0 }] })],
    ['a negative length', frame({ message: null, attachments: [{ path: [], type: 'Uint8Array', length: -1 }] })],
    ['a place that is not there', frame({ message: {}, attachments: [{ path: ['a'], type: 'Uint8Array', length: 0 }] })],
    ['a place in the prototype', frame({ message: {}, attachments: [{ path: ['__proto__', 'polluted'], type: 'Uint8Array', length: 0 }] })],
    ['a place that is taken', frame({ message: { a: 1 }, attachments: [{ path: ['a'], type: 'Uint8Array', length: 0 }] })],
    ['a place inside another attachment', frame({ message: { a: null }, attachments: [{ path: ['a'], type: 'Uint8Array', length: 1 }, { path: ['a', 0], type: 'Uint8Array', length: 0 }] }, new Uint8Array(1))],
    ['a prototype key', frame('{"message":{"__proto__":{"polluted":1}},"attachments":[]}')],
  ])('refuses %s', (_name, bytes) => {
    expect(() => decodeBinaryFrame(bytes)).toThrow()
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('survives any change of a byte', () => {
    const good = encodeBinaryFrame({ kind: 'call', id: 1, input: { pixels: Uint8Array.of(1, 2, 3, 4), text: 'ab' } })
    for (let index = 0; index < good.length; index++) {
      for (const value of [0, 1, 0x22, 0x7b, 0xff]) {
        const bad = good.slice()
        bad[index] = value
        try {
          decodeBinaryFrame(bad)
        } catch (error) {
          expect(error instanceof RangeError || error instanceof SyntaxError || error instanceof TypeError).toBe(true)
        }
      }
    }
  })
})

describe('compact views', () => {
  it('copies small views of large buffers and leaves everything else as it is', () => {
    const whole = Uint8Array.of(1, 2)
    const untouched = { whole, list: [1, 'a', null], nested: { ok: true } }
    expect(compactViews(untouched)).toBe(untouched)
    const pooled = Buffer.from('abc')
    const compact = compactViews({ pooled, list: [new Int16Array(8).subarray(2, 4)] }) as { pooled: Uint8Array; list: Int16Array[] }
    expect(compact.pooled.buffer.byteLength).toBe(3)
    expect(compact.list[0]).toBeInstanceOf(Int16Array)
    expect(compact.list[0]!.buffer.byteLength).toBe(4)
  })
})
