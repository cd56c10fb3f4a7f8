import { ReadingError } from '../unreadable-file-error'
import type { DataSet } from '../parse/data-set'
import type { PixelDescription } from '../parse/pixel-description'
import { tags } from '../parse/tags'
import { asUint16, type Samples } from './samples'

/** Three tables of 8-bit values; values below `first` take the first entry, values beyond the end the last one. */
export interface Palette {
  readonly first: number
  readonly red: Uint8Array
  readonly green: Uint8Array
  readonly blue: Uint8Array
}

/** Reads the palette of a PALETTE COLOR image (PS3.3 C.7.9); 16-bit entries keep their upper byte. */
export function readPalette(dataSet: DataSet): Palette {
  const red = readChannel(dataSet, tags.RedPaletteColorLookupTableDescriptor, tags.RedPaletteColorLookupTableData)
  const green = readChannel(dataSet, tags.GreenPaletteColorLookupTableDescriptor, tags.GreenPaletteColorLookupTableData)
  const blue = readChannel(dataSet, tags.BluePaletteColorLookupTableDescriptor, tags.BluePaletteColorLookupTableData)
  // Writers that say 16 bits but fill only the lower byte are common (and 8-bit entries in words are legal).
  const wide = [red, green, blue].some(({ bits, entries }) => bits === 16 && entries.some((entry) => entry > 255))
  const table = ({ entries }: PaletteChannel): Uint8Array => Uint8Array.from(entries, (entry) => (wide ? entry >> 8 : entry))
  return { first: red.first, red: table(red), green: table(green), blue: table(blue) }
}

interface PaletteChannel {
  readonly first: number
  readonly bits: number
  readonly entries: Uint16Array
}

function readChannel(dataSet: DataSet, descriptorTag: number, dataTag: number): PaletteChannel {
  const descriptor = dataSet.shorts(descriptorTag)
  const data = dataSet.bytes(dataTag)
  if (descriptor.length < 3 || !data) {
    const segmented = dataSet.has(tags.SegmentedRedPaletteColorLookupTableData)
    throw new ReadingError(segmented ? 'unsupported' : 'corrupt', segmented ? 'segmented palettes are not supported' : 'its palette is missing')
  }
  const [stated, first, bits] = descriptor as [number, number, number]
  const count = stated || 65536
  if (data.length >= count * 2) {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
    return { first, bits, entries: Uint16Array.from({ length: count }, (_, index) => view.getUint16(index * 2, dataSet.encoding.littleEndian)) }
  }
  if (data.length < count) throw new ReadingError('corrupt', `its palette has ${data.length} bytes for ${count} entries`)
  return { first, bits: 8, entries: Uint16Array.from(data.subarray(0, count)) }
}

/** Looks every index up; interleaved RGB. */
export function applyPalette(indices: Uint8Array | Uint16Array, palette: Palette): Uint8Array {
  const rgb = new Uint8Array(indices.length * 3)
  const last = palette.red.length - 1
  for (let pixel = 0, out = 0; pixel < indices.length; pixel++) {
    const entry = Math.min(last, Math.max(0, indices[pixel]! - palette.first))
    rgb[out++] = palette.red[entry]!
    rgb[out++] = palette.green[entry]!
    rgb[out++] = palette.blue[entry]!
  }
  return rgb
}

/** Colour samples of any supported kind to interleaved 8-bit RGB. */
export function toRgb(samples: Samples, pixels: PixelDescription): Uint8Array {
  const eightBit = samples.bitsPerSample === 8 ? samples.bytes : reduceTo8Bits(asUint16(samples.bytes), pixels.bitsStored)
  const interleaved = samples.planar ? interleave(eightBit) : eightBit
  if (samples.rgb || pixels.photometric === 'RGB') return interleaved
  if (pixels.photometric.startsWith('YBR_PARTIAL')) throw new ReadingError('unsupported', `uncompressed ${pixels.photometric} is not supported`)
  return fullYbrToRgb(interleaved)
}

function reduceTo8Bits(words: Uint16Array, bitsStored: number): Uint8Array {
  const shift = Math.max(0, bitsStored - 8)
  return Uint8Array.from(words, (word) => word >> shift)
}

function interleave(planes: Uint8Array): Uint8Array {
  const count = planes.length / 3
  const rgb = new Uint8Array(planes.length)
  for (let pixel = 0, out = 0; pixel < count; pixel++) {
    rgb[out++] = planes[pixel]!
    rgb[out++] = planes[pixel + count]!
    rgb[out++] = planes[pixel + 2 * count]!
  }
  return rgb
}

/** PS3.3 C.7.6.3.1.2, YBR_FULL. */
function fullYbrToRgb(ybr: Uint8Array): Uint8Array {
  const rgb = new Uint8ClampedArray(ybr.length)
  for (let index = 0; index + 2 < ybr.length; index += 3) {
    const y = ybr[index]!
    const blue = ybr[index + 1]! - 128
    const red = ybr[index + 2]! - 128
    rgb[index] = y + 1.402 * red
    rgb[index + 1] = y - 0.344136 * blue - 0.714136 * red
    rgb[index + 2] = y + 1.772 * blue
  }
  return new Uint8Array(rgb.buffer)
}

/** Uncompressed YBR_FULL_422: Y Y B R for every two pixels of a row, to Y B R for each. */
export function expand422(bytes: Uint8Array, pixels: number): Uint8Array {
  const ybr = new Uint8Array(pixels * 3)
  for (let pixel = 0, at = 0; pixel < pixels; pixel += 2, at += 4) {
    for (let side = 0; side < 2 && pixel + side < pixels; side++) {
      ybr[(pixel + side) * 3] = bytes[at + side]!
      ybr[(pixel + side) * 3 + 1] = bytes[at + 2]!
      ybr[(pixel + side) * 3 + 2] = bytes[at + 3]!
    }
  }
  return ybr
}
