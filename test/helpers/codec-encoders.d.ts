/** The codecs' encoders, which only tests use; the packages ship no types. */
interface TestEncoder {
  getDecodedBuffer(frameInfo: object): Uint8Array
  getEncodedBuffer(): Uint8Array
  encode(): void
  delete(): void
}
interface SilentOptions {
  print: () => void
  printErr: () => void
}
declare module '@cornerstonejs/codec-charls/wasmjs' {
  const load: (options: SilentOptions) => Promise<{ JpegLSEncoder: new () => TestEncoder & { setNearLossless(near: number): void; setInterleaveMode(mode: number): void } }>
  export default load
}
declare module '@cornerstonejs/codec-openjpeg/wasmjs' {
  const load: (options: SilentOptions) => Promise<{ J2KEncoder: new () => TestEncoder & { setQuality(lossless: boolean, quality: number): void; setDecompositions(count: number): void } }>
  export default load
}
