import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { encodeRuns } from '../../ipc/run-length'
import { limits } from '../limits'
import { ReadingError, unreadable } from '../unreadable-file-error'
import { indexedColour, readPngSamples } from './read-png'

/** A picture whose pixels are labels. Plain data: it crosses threads. */
export interface LabelPicture {
  readonly rows: number
  readonly columns: number
  /** Row-major, run-length coded. */
  readonly runs: Uint8Array
  /** A picture of black and white only: its one label has no number of its own and is 1. */
  readonly binary: boolean
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47] as const

/** Reads a PNG as labels: palette indices or grey values as they are stored; black and white as 0 and 1. Throws an `UnreadableFileError`. */
export function readLabelPicture(file: string): LabelPicture {
  try {
    if (statSync(file).size > limits.frameBytes) throw new ReadingError('too-large', `it has more than ${limits.frameBytes} bytes`)
    return labelsFrom(readFileSync(file))
  } catch (error) {
    throw unreadable(basename(file), (error as NodeJS.ErrnoException).code === 'ENOENT' ? new ReadingError('missing', 'it cannot be opened (ENOENT)') : error)
  }
}

function labelsFrom(bytes: Uint8Array): LabelPicture {
  if (!pngSignature.every((byte, index) => bytes[index] === byte)) throw new ReadingError('unsupported', 'masks are read from PNG files only')
  const { rows, columns, samples, channels, colourType, depth } = readPngSamples(bytes)
  const values = singleChannel(samples, channels)
  const found = new Set(values)
  const white = 2 ** depth - 1
  const binary = colourType !== indexedColour && found.size <= 2 && [...found].every((value) => value === 0 || value === white)
  if (!binary && Math.max(...found) > 255) throw new ReadingError('unsupported', 'it has grey values above 255, which are no labels')
  const labels = Uint8Array.from(values, (value) => (binary && value !== 0 ? 1 : value))
  return { rows, columns, runs: encodeRuns(labels), binary }
}

/** Grey with or without alpha as it is, colour only when it shows grey. */
function singleChannel(samples: Uint8Array | Uint16Array, channels: number): Uint8Array | Uint16Array {
  if (channels === 1) return samples
  const first = samples.filter((_, index) => index % channels === 0)
  if (channels < 3) return first
  for (let pixel = 0; pixel < first.length; pixel++) {
    if (samples[pixel * channels + 1] !== first[pixel] || samples[pixel * channels + 2] !== first[pixel]) {
      throw new ReadingError('unsupported', 'it is a coloured picture; masks are grey PNG files or such with a palette, whose values are the labels')
    }
  }
  return first
}
