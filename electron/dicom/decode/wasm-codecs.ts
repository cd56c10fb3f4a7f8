import loadCharls from '@cornerstonejs/codec-charls/decodewasmjs'
import loadLibjpegTurbo from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'
import loadOpenjpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs'
import { ReadingError } from '../unreadable-file-error'
import type { Codestream } from './codestream'

/** A decoder object of the codecs: it owns memory in the codec's heap until it is deleted. */
export interface WasmDecoder {
  getEncodedBuffer(length: number): Uint8Array
  getDecodedBuffer(): Uint8Array
  decode(): void
  getFrameInfo(): { readonly componentCount: number }
  /** JPEG-LS only: 0 when the components come one after the other. */
  getInterleaveMode?(): number
  delete(): void
}

export interface WasmDecoded {
  readonly bytes: Uint8Array
  /** Component after component: JPEG-LS keeps the order of its scans. */
  readonly planar: boolean
}

type WasmCodec = Extract<Codestream['codec'], 'jpeg-8bit' | 'jpeg-ls' | 'jpeg-2000'>

/** The codecs print about every oddity; what matters is thrown. A new object each time: a codec makes it its module and puts its memory there. */
const silent = (): { print: () => void; printErr: () => void } => ({ print: () => {}, printErr: () => {} })

const loaders: Record<WasmCodec, () => Promise<new () => WasmDecoder>> = {
  'jpeg-8bit': async () => (await loadLibjpegTurbo(silent())).JPEGDecoder,
  'jpeg-ls': async () => (await loadCharls(silent())).JpegLSDecoder,
  'jpeg-2000': async () => (await loadOpenjpeg(silent())).J2KDecoder,
}
const names: Record<WasmCodec, string> = { 'jpeg-8bit': 'JPEG', 'jpeg-ls': 'JPEG-LS', 'jpeg-2000': 'JPEG 2000' }
const loaded = new Map<WasmCodec, Promise<new () => WasmDecoder>>()

/** Frames up to this size leave a codec as it is: 2,048² in 16 bits, more than any angiogram. */
const keptFrameBytes = 8 * 1024 ** 2

/** Decodes one codestream. Each codec is loaded on first use and then kept. */
export async function decodeWithWasm(codec: WasmCodec, encoded: Uint8Array): Promise<WasmDecoded> {
  let loading = loaded.get(codec)
  if (!loading) loaded.set(codec, (loading = loaders[codec]()))
  const Decoder = await loading
  const decoder = new Decoder()
  try {
    decoder.getEncodedBuffer(encoded.length).set(encoded)
    decoder.decode()
    // A copy, and of plain bytes: the view dies with the decoder and whenever the codec's heap grows, and some are clamped arrays.
    const bytes = new Uint8Array(decoder.getDecodedBuffer())
    // OpenJPEG only prints that it failed, and leaves nothing.
    if (bytes.length === 0) throw new ReadingError('corrupt', `a ${names[codec]} frame is damaged`)
    // A codec's memory grows and never shrinks: behind a huge frame it is given back whole.
    if (bytes.length > keptFrameBytes) loaded.delete(codec)
    return { bytes, planar: decoder.getInterleaveMode?.() === 0 && decoder.getFrameInfo().componentCount > 1 }
  } catch (error) {
    // C++ exceptions arrive as bare numbers; anything else may have left the codec's memory in disorder.
    if (typeof error !== 'number' && !(error instanceof ReadingError)) loaded.delete(codec)
    throw new ReadingError('corrupt', `a ${names[codec]} frame is damaged`)
  } finally {
    decoder.delete()
  }
}
