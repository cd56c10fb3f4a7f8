import { readStoredFrame } from '../parse/pixel-layout'
import type { DicomFile } from '../parse/read-dicom-header'
import { tags } from '../parse/tags'
import { ReadingError } from '../unreadable-file-error'
import { applyPalette, readPalette, toRgb, type Palette } from './colour'
import { decodeCodestream } from './decode-codestream'
import { decodeRle } from './rle'
import { asUint16, type Samples } from './samples'
import { nativeSamples, servedGrey } from './stored-samples'

const rleSyntax = '1.2.840.10008.1.2.5'
const palettes = new WeakMap<DicomFile, Palette>()

/** One frame in the served form: see `resourceUrl` of the IPC contracts for the pixel format. */
export async function decodeDicomFrame(file: DicomFile, frame: number): Promise<Uint8Array> {
  if (!Number.isInteger(frame) || frame < 0 || frame >= file.layout.frames) {
    throw new ReadingError('corrupt', `frame ${frame + 1} was asked for, but it has ${file.layout.frames}`)
  }
  const samples = await decodeSamples(file, frame)
  const { pixels } = file
  if (pixels.photometric === 'PALETTE COLOR') {
    let palette = palettes.get(file)
    if (!palette) palettes.set(file, (palette = readPalette(file.dataSet)))
    return applyPalette(samples.bitsPerSample === 8 ? samples.bytes : asUint16(samples.bytes), palette)
  }
  return pixels.samplesPerPixel === 3 ? toRgb(samples, pixels) : servedGrey(samples, pixels)
}

/** The frame's samples before colour conversion and masking. */
export async function decodeSamples(file: DicomFile, frame: number): Promise<Samples> {
  const { pixels, dataSet, layout } = file
  const stored = readStoredFrame(dataSet, layout, frame)
  if (layout.kind === 'native') return nativeSamples(stored, pixels, dataSet.encoding.littleEndian, dataSet.elements.get(tags.PixelData)?.vr === 'OW')
  if (file.header.transferSyntaxUid !== rleSyntax) return decodeCodestream(stored, pixels)
  const { samplesPerPixel } = pixels
  const bytesPerSample = pixels.bitsAllocated > 8 ? 2 : 1
  const bytes = decodeRle(stored, { pixels: pixels.rows * pixels.columns, samplesPerPixel, bytesPerSample })
  return { bytes, bitsPerSample: bytesPerSample === 2 ? 16 : 8, samplesPerPixel, planar: samplesPerPixel === 3, rgb: false }
}
