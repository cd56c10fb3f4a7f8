import { ReadingError } from '../unreadable-file-error'

/** What a compressed frame says about itself before it is decoded. */
export interface Codestream {
  readonly codec: 'jpeg-8bit' | 'jpeg-12bit' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000'
  readonly rows: number
  readonly columns: number
  readonly precision: number
  readonly components: number
}

/**
 * Reads the frame header of a codestream: JPEG's SOF, JPEG-LS's SOF55, JPEG 2000's SIZ. The stream itself, not the
 * transfer syntax, chooses the decoder, and its size is known before anything is allocated.
 */
export function inspectCodestream(bytes: Uint8Array): Codestream {
  if (bytes[0] === 0xff && bytes[1] === 0x4f) return inspectJpeg2000(bytes, 0)
  // A JP2 box file around the codestream is forbidden in DICOM but met; the SIZ marker follows SOC.
  if (bytes[4] === 0x6a && bytes[5] === 0x50 && bytes[6] === 0x20 && bytes[7] === 0x20) {
    for (let index = 8; index + 4 < Math.min(bytes.length, 4096); index++) {
      if (bytes[index] === 0xff && bytes[index + 1] === 0x4f && bytes[index + 2] === 0xff && bytes[index + 3] === 0x51) return inspectJpeg2000(bytes, index)
    }
  }
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return inspectJpeg(bytes)
  throw new ReadingError('corrupt', 'a compressed frame does not begin like JPEG, JPEG-LS or JPEG 2000')
}

function inspectJpeg2000(bytes: Uint8Array, start: number): Codestream {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (start + 43 > bytes.length || view.getUint16(start + 2) !== 0xff51) throw new ReadingError('corrupt', 'a JPEG 2000 frame has no size marker')
  const size = start + 6
  const components = view.getUint16(size + 34)
  const depth = view.getUint8(size + 36)
  return {
    codec: 'jpeg-2000',
    columns: view.getUint32(size + 2) - view.getUint32(size + 10),
    rows: view.getUint32(size + 6) - view.getUint32(size + 14),
    precision: (depth & 0x7f) + 1,
    components,
  }
}

function inspectJpeg(bytes: Uint8Array): Codestream {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let position = 2; position + 4 <= bytes.length; ) {
    if (bytes[position] !== 0xff) throw new ReadingError('corrupt', 'a JPEG frame is damaged before its frame header')
    const marker = bytes[position + 1]!
    if (marker === 0xff) {
      position++
      continue
    }
    const frameHeader = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if ((frameHeader || marker === 0xf7) && position + 10 <= bytes.length) {
      const precision = view.getUint8(position + 4)
      return { codec: jpegCodec(marker, precision), precision, rows: view.getUint16(position + 5), columns: view.getUint16(position + 7), components: view.getUint8(position + 9) }
    }
    position += 2 + view.getUint16(position + 2)
  }
  throw new ReadingError('corrupt', 'a JPEG frame has no frame header')
}

function jpegCodec(marker: number, precision: number): Codestream['codec'] {
  if (marker === 0xf7) return 'jpeg-ls'
  if (marker === 0xc3) return 'jpeg-lossless'
  if (marker <= 0xc2 && precision === 8) return 'jpeg-8bit'
  if (marker <= 0xc1 && precision === 12) return 'jpeg-12bit'
  throw new ReadingError('unsupported', `JPEG process SOF${marker - 0xc0} with ${precision} bits is not supported`)
}
