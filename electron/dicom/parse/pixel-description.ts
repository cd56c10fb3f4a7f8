import { limits } from '../limits'
import { ReadingError } from '../unreadable-file-error'
import type { DataSet } from './data-set'
import { tags } from './tags'

/** The stored pixels as the header describes them (PS3.3 C.7.6.3). */
export interface PixelDescription {
  readonly rows: number
  readonly columns: number
  /** As declared; the file may hold fewer. */
  readonly frames: number
  readonly samplesPerPixel: 1 | 3
  readonly photometric: string
  readonly planar: boolean
  readonly bitsAllocated: 8 | 12 | 16
  readonly bitsStored: number
  readonly highBit: number
  readonly signed: boolean
}

const greys = ['MONOCHROME1', 'MONOCHROME2']
const colours = ['RGB', 'YBR_FULL', 'YBR_FULL_422', 'YBR_PARTIAL_420', 'YBR_PARTIAL_422', 'YBR_ICT', 'YBR_RCT']

/** Bytes of one frame as stored without compression. */
export function storedFrameBytes(pixels: PixelDescription): number {
  return Math.ceil((pixels.rows * pixels.columns * samplesStored(pixels) * pixels.bitsAllocated) / 8)
}

/** Uncompressed YBR_FULL_422 shares its chroma between two neighbours: two bytes a pixel instead of three. */
function samplesStored(pixels: PixelDescription): number {
  return pixels.photometric === 'YBR_FULL_422' ? 2 : pixels.samplesPerPixel
}

/** Checks the image pixel module, and its product against the budget, before anything is allocated. */
export function describePixels(dataSet: DataSet, warnings: string[]): PixelDescription {
  const required = (tag: number, name: string): number => {
    const value = dataSet.short(tag)
    if (value === null || value === 0) throw new ReadingError('corrupt', `its header has no valid ${name}`)
    return value
  }
  const rows = required(tags.Rows, 'Rows')
  const columns = required(tags.Columns, 'Columns')
  const allocated = required(tags.BitsAllocated, 'BitsAllocated')
  if (allocated !== 8 && allocated !== 12 && allocated !== 16) throw new ReadingError('unsupported', `pixels of ${allocated} bits are not supported`)
  const samples = dataSet.short(tags.SamplesPerPixel) ?? 1
  const photometric = dataSet.code(tags.PhotometricInterpretation) ?? missingPhotometric(samples, warnings)
  const grey = greys.includes(photometric) || photometric === 'PALETTE COLOR'
  if (!grey && !colours.includes(photometric)) throw new ReadingError('unsupported', `the colour model ${photometric} is not supported`)
  if (samples !== (grey ? 1 : 3)) throw new ReadingError('corrupt', `its header pairs ${samples} samples per pixel with ${photometric}`)
  const pixels: PixelDescription = {
    rows,
    columns,
    frames: declaredFrames(dataSet, warnings),
    samplesPerPixel: samples as 1 | 3,
    photometric,
    planar: samples === 3 && dataSet.short(tags.PlanarConfiguration) === 1,
    bitsAllocated: allocated,
    ...storedBits(dataSet, allocated, warnings),
    signed: dataSet.short(tags.PixelRepresentation) === 1,
  }
  checkBudget(rows, columns, pixels)
  return pixels
}

function missingPhotometric(samples: number, warnings: string[]): string {
  const assumed = samples === 3 ? 'RGB' : 'MONOCHROME2'
  warnings.push(`The header has no photometric interpretation; ${assumed} was assumed.`)
  return assumed
}

function declaredFrames(dataSet: DataSet, warnings: string[]): number {
  if (!dataSet.has(tags.NumberOfFrames)) return 1
  const frames = dataSet.integer(tags.NumberOfFrames)
  if (frames !== null && frames >= 1) return frames
  warnings.push('The header states no valid number of frames; one was assumed.')
  return 1
}

function storedBits(dataSet: DataSet, allocated: number, warnings: string[]): { bitsStored: number; highBit: number } {
  const bitsStored = dataSet.short(tags.BitsStored) ?? allocated
  const highBit = dataSet.short(tags.HighBit) ?? bitsStored - 1
  if (bitsStored >= 1 && bitsStored <= allocated && highBit < allocated && highBit >= bitsStored - 1) return { bitsStored, highBit }
  warnings.push(`The header states ${bitsStored} stored bits with high bit ${highBit} of ${allocated}; all ${allocated} bits were used.`)
  return { bitsStored: allocated, highBit: allocated - 1 }
}

function checkBudget(rows: number, columns: number, pixels: PixelDescription): void {
  const frame = rows * columns * pixels.samplesPerPixel * (pixels.bitsAllocated > 8 ? 2 : 1)
  if (frame > limits.frameBytes) throw new ReadingError('too-large', `a frame of ${columns} × ${rows} pixels takes ${frame} bytes, more than ${limits.frameBytes}`)
  if (pixels.frames > limits.frames) throw new ReadingError('too-large', `it claims ${pixels.frames} frames, more than ${limits.frames}`)
  if (frame * pixels.frames > limits.runBytes) {
    throw new ReadingError('too-large', `${pixels.frames} frames of ${columns} × ${rows} pixels take more than ${limits.runBytes} bytes`)
  }
}
