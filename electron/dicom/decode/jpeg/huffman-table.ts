import { ReadingError } from '../../unreadable-file-error'
import type { BitReader } from './bit-reader'

/** A Huffman table (ITU T.81 annex C) as one lookup over 16 bits: code length in the upper byte, symbol in the lower. */
export class HuffmanTable {
  private readonly lookup = new Uint16Array(65536)

  /** `counts`: number of codes of each length 1 to 16; `symbols`: their values in order of code. */
  constructor(counts: Uint8Array, symbols: Uint8Array) {
    let code = 0
    let index = 0
    for (let length = 1; length <= 16; length++) {
      for (let left = counts[length - 1]!; left > 0; left--) {
        if (code >= 1 << length) throw new ReadingError('corrupt', 'a JPEG Huffman table has too many codes')
        const first = code << (16 - length)
        this.lookup.fill((length << 8) | symbols[index++]!, first, first + (1 << (16 - length)))
        code++
      }
      code <<= 1
    }
  }

  decode(reader: BitReader): number {
    const entry = this.lookup[reader.peek16()]!
    if (entry === 0) throw new ReadingError('corrupt', 'a JPEG frame has a code that its table does not define')
    reader.skip(entry >> 8)
    return entry & 0xff
  }
}
