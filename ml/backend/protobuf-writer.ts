/**
 * Writes one Protocol Buffers message, field by field (the encoding's specification: varint, length-delimited, 32-bit).
 * TensorFlow reads graphs in this form; the few fields they need do not justify a code generator.
 */
export class ProtobufWriter {
  private readonly parts: Uint8Array[] = []

  /** A varint field: int32, int64, bool or enum. Negative numbers take ten bytes, as the specification has it. */
  integer(field: number, value: number | boolean): this {
    this.parts.push(varint(BigInt(field) << 3n), varint(BigInt.asUintN(64, BigInt(value))))
    return this
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4)
    new DataView(bytes.buffer).setFloat32(0, value, true)
    this.parts.push(varint((BigInt(field) << 3n) | 5n), bytes)
    return this
  }

  /** A length-delimited field: text, bytes or an embedded message. */
  bytes(field: number, value: string | Uint8Array | ProtobufWriter): this {
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value instanceof ProtobufWriter ? value.finish() : value
    this.parts.push(varint((BigInt(field) << 3n) | 2n), varint(BigInt(bytes.length)), bytes)
    return this
  }

  finish(): Uint8Array {
    const message = new Uint8Array(this.parts.reduce((sum, part) => sum + part.length, 0))
    let offset = 0
    for (const part of this.parts) {
      message.set(part, offset)
      offset += part.length
    }
    return message
  }
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = []
  let rest = value
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    bytes.push(rest > 0n ? low | 0x80 : low)
  } while (rest > 0n)
  return Uint8Array.from(bytes)
}
