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
