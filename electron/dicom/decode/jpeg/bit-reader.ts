import { ReadingError } from '../../unreadable-file-error'

/** Reads the entropy-coded bits of a JPEG scan: removes stuffed zero bytes and stops at markers. */
export class BitReader {
  private bits = 0
  private count = 0
  /** Zero bits put behind the last real one, so that a lookup may look further than the data go. */
  private padding = 0

  constructor(
    private readonly bytes: Uint8Array,
    private position: number,
  ) {}

  /** The next 16 bits without consuming them; zeros behind the end. */
  peek16(): number {
    while (this.count < 16) this.load()
    return (this.bits >>> (this.count - 16)) & 0xffff
  }

  /** Consumes bits that were peeked. Throws when they were not in the data. */
  skip(length: number): void {
    this.count -= length
    if (this.count < this.padding) throw new ReadingError('truncated', 'a JPEG frame ends before its last pixel')
  }

  /** The next `length` (0 to 16) bits as an unsigned number. */
  receive(length: number): number {
    if (length === 0) return 0
    const value = this.peek16() >>> (16 - length)
    this.skip(length)
    return value
  }

  /** The next `length` bits as a signed difference (ITU T.81, EXTEND). */
  receiveExtended(length: number): number {
    const value = this.receive(length)
    return length > 0 && value < 1 << (length - 1) ? value - (1 << length) + 1 : value
  }

  /** Drops the bits up to the next restart marker and passes it. */
  restart(): void {
    this.bits = this.count = this.padding = 0
    while (this.position + 1 < this.bytes.length) {
      const marker = this.bytes[this.position] === 0xff ? this.bytes[this.position + 1]! : 0
      if (marker >= 0xd0 && marker <= 0xd7) {
        this.position += 2
        return
      }
      if (marker >= 0xc0 && marker !== 0xff) break
      this.position++
    }
    throw new ReadingError('corrupt', 'a JPEG frame lacks a restart marker')
  }

  private load(): void {
    const byte = this.bytes[this.position]
    if (byte === undefined || (byte === 0xff && this.bytes[this.position + 1] !== 0)) {
      this.bits <<= 8
      this.padding += 8
    } else {
      this.bits = (this.bits << 8) | byte
      this.position += byte === 0xff ? 2 : 1
    }
    this.count += 8
  }
}
