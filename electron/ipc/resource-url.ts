/**
 * Paths of binary resources, the same on both hosts (`app://bundle/…` and `http://127.0.0.1:PORT/…`).
 * A frame is raw little-endian samples, row-major: Uint8 for 8 bits allocated, Uint16 (Int16 when signed) for 16;
 * RGB is interleaved. A thumbnail is a PNG or WebP of at most 192 px.
 */
export const resourceUrl = {
  frame: (instanceId: number, frame: number): string => `/frames/${instanceId}/${frame}`,
  thumbnail: (seriesId: number): string => `/thumbnails/${seriesId}`,
  upload: (uploadId: string, name: string): string => `/uploads/${uploadId}/${encodeURIComponent(name)}`,
  /** A finished export, as one file. */
  download: (id: string): string => `/exports/${id}`,
} as const
