import { describe, expect, it } from 'vitest'
import { ProtobufWriter } from '../../ml/backend/protobuf-writer'

describe('Protocol Buffers', () => {
  it("writes the examples of the encoding's specification", () => {
    expect([...new ProtobufWriter().integer(1, 150).finish()]).toEqual([0x08, 0x96, 0x01])
    expect([...new ProtobufWriter().bytes(2, 'testing').finish()]).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67])
    expect([...new ProtobufWriter().bytes(3, new ProtobufWriter().integer(1, 150)).finish()]).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01])
  })

  it('writes negative numbers in ten bytes and floats in four', () => {
    expect([...new ProtobufWriter().integer(1, -1).finish()]).toEqual([0x08, ...Array<number>(9).fill(0xff), 0x01])
    expect([...new ProtobufWriter().float(4, 1).finish()]).toEqual([0x25, 0, 0, 0x80, 0x3f])
  })
})
