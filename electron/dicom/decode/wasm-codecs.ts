import loadCharls from '@cornerstonejs/codec-charls/decodewasmjs'
import loadLibjpegTurbo from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'
import loadOpenjpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs'
import type { Codestream } from './codestream'

/** A decoder object of the codecs: it owns memory in the codec's heap until it is deleted. */
export interface WasmDecoder {
  getEncodedBuffer(length: number): Uint8Array
  getDecodedBuffer(): Uint8Array
  decode(): void
  getFrameInfo(): WasmFrameInfo
  delete(): void
}

export interface WasmFrameInfo {
  readonly width: number
  readonly height: number
  readonly bitsPerSample: number
  readonly componentCount: number
  readonly isSigned?: boolean
}

export interface WasmDecoded {
  readonly bytes: Uint8Array
  readonly info: WasmFrameInfo
}

type WasmCodec = Extract<Codestream['codec'], 'jpeg-8bit' | 'jpeg-ls' | 'jpeg-2000'>

/** The codecs print about every oddity; what matters is thrown. */
const silent = { print: () => {}, printErr: () => {} }

const loaders: Record<WasmCodec, () => Promise<new () => WasmDecoder>> = {
  'jpeg-8bit': async () => (await loadLibjpegTurbo(silent)).JPEGDecoder,
  'jpeg-ls': async () => (await loadCharls(silent)).JpegLSDecoder,
  'jpeg-2000': async () => (await loadOpenjpeg(silent)).J2KDecoder,
}
const loaded = new Map<WasmCodec, Promise<new () => WasmDecoder>>()

/** Decodes one codestream. Each codec is loaded on first use and then kept. */
export async function decodeWithWasm(codec: WasmCodec, encoded: Uint8Array): Promise<WasmDecoded> {
  let loading = loaded.get(codec)
  if (!loading) loaded.set(codec, (loading = loaders[codec]()))
  const Decoder = await loading
  const decoder = new Decoder()
  try {
    decoder.getEncodedBuffer(encoded.length).set(encoded)
    decoder.decode()
    // A copy: the view dies with the decoder, and whenever the codec's heap grows.
    return { bytes: decoder.getDecodedBuffer().slice(), info: { ...decoder.getFrameInfo() } }
  } finally {
    decoder.delete()
  }
}
