/** The packages ship no types; only what is used here is declared. */
declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  const load: (options: { print: () => void; printErr: () => void }) => Promise<{ JpegLSDecoder: new () => import('./wasm-codecs').WasmDecoder }>
  export default load
}
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  const load: (options: { print: () => void; printErr: () => void }) => Promise<{ JPEGDecoder: new () => import('./wasm-codecs').WasmDecoder }>
  export default load
}
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  const load: (options: { print: () => void; printErr: () => void }) => Promise<{ J2KDecoder: new () => import('./wasm-codecs').WasmDecoder }>
  export default load
}
declare module 'jpeg-lossless-decoder-js' {
  export class Decoder {
    /** Samples of all components, interleaved; `bytesPerSample` 1 or 2. */
    decode(buffer: ArrayBuffer, offset: number, length: number, bytesPerSample: number): Uint8Array | Uint16Array
  }
}
