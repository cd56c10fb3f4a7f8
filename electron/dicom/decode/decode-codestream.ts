import { limits } from '../limits'
import type { PixelDescription } from '../parse/pixel-description'
import { ReadingError } from '../unreadable-file-error'
import { inspectCodestream, type Codestream } from './codestream'
import { decodeExtendedJpeg } from './jpeg/decode-extended-jpeg'
import { decodeLosslessJpeg } from './jpeg/decode-lossless-jpeg'
import { asBytes, type Samples } from './samples'
import { decodeWithWasm } from './wasm-codecs'

/** Decodes one compressed frame; its own size must be the header's, so that a small file cannot ask for a huge image. */
export async function decodeCodestream(encoded: Uint8Array, pixels: PixelDescription): Promise<Samples> {
  const stream = inspectCodestream(encoded)
  if (stream.rows !== pixels.rows || stream.columns !== pixels.columns) {
    throw new ReadingError('corrupt', `a compressed frame has ${stream.columns} × ${stream.rows} pixels where the header states ${pixels.columns} × ${pixels.rows}`)
  }
  if (stream.components !== pixels.samplesPerPixel) {
    throw new ReadingError('corrupt', `a compressed frame has ${stream.components} components where the header states ${pixels.samplesPerPixel}`)
  }
  const samples = await decodeBy(stream, encoded)
  const expected = pixels.rows * pixels.columns * samples.samplesPerPixel * (samples.bitsPerSample / 8)
  if (samples.bytes.length !== expected) throw new ReadingError('corrupt', `a compressed frame decodes to ${samples.bytes.length} bytes instead of ${expected}`)
  return samples
}

async function decodeBy(stream: Codestream, encoded: Uint8Array): Promise<Samples> {
  const samplesPerPixel = stream.components as 1 | 3
  const bitsPerSample = stream.precision > 8 ? (16 as const) : (8 as const)
  const interleaved = { bitsPerSample, samplesPerPixel, planar: false, rgb: false }
  switch (stream.codec) {
    case 'jpeg-8bit':
      return { ...interleaved, bytes: (await decodeWithWasm(stream.codec, encoded)).bytes, rgb: samplesPerPixel === 3 }
    case 'jpeg-ls':
      // CharLS can run for minutes on a stream whose end is missing.
      if (!endsLikeJpeg(encoded)) throw new ReadingError('truncated', 'a JPEG-LS frame ends without its end marker')
      return { ...interleaved, ...(await decodeWithWasm(stream.codec, encoded)) }
    case 'jpeg-2000':
      refuseHugeJpeg2000(stream)
      // The inverse colour transform is part of JPEG 2000 decoding.
      return { ...interleaved, bytes: (await decodeWithWasm(stream.codec, encoded)).bytes, rgb: samplesPerPixel === 3 }
    case 'jpeg-12bit':
      return { ...interleaved, bytes: asBytes(decodeExtendedJpeg(encoded)) }
    case 'jpeg-lossless': {
      const samples = decodeLosslessJpeg(encoded)
      return { ...interleaved, bytes: bitsPerSample === 16 ? asBytes(samples) : Uint8Array.from(samples) }
    }
  }
}

function refuseHugeJpeg2000({ rows, columns, components }: Codestream): void {
  const samples = rows * columns * components
  if (samples <= limits.jpeg2000Samples) return
  throw new ReadingError('too-large', `a JPEG 2000 frame of ${columns} × ${rows} pixels has ${samples} samples, more than the ${limits.jpeg2000Samples} that can be decoded in bounded memory and time`)
}

/** Whether an end marker stands at the end, where padding may follow it. */
function endsLikeJpeg(encoded: Uint8Array): boolean {
  for (let at = encoded.length - 2; at >= Math.max(0, encoded.length - 16); at--) if (encoded[at] === 0xff && encoded[at + 1] === 0xd9) return true
  return false
}
