/**
 * Colours of a comparison, chosen so that every two are far apart also as somebody with a red, green or blue deficiency sees them.
 * Agreement is painted fainter than the differences, so that these stand out by brightness as well.
 */
export const agreementColours = { both: '#12b886', a: '#f5a81c', b: '#b197fc' } as const

export const agreementOpacity = { both: 0.38, a: 0.82, b: 0.82 } as const

/** Pixel classes of a comparison. */
export const classes = { none: 0, both: 1, a: 2, b: 3 } as const

/** One 32-bit pixel per class, as canvas image data has them on little-endian machines. */
export const classPixels: Uint32Array = Uint32Array.of(0, ...(['both', 'a', 'b'] as const).map((name) => pixelOf(agreementColours[name], agreementOpacity[name])))

export function rgbOf(hex: string): [number, number, number] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number]
}

/** A colour as canvas image data have it on little-endian machines. */
export function pixelOf(hex: string, opacity: number): number {
  const [red, green, blue] = rgbOf(hex)
  return ((Math.round(opacity * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0
}
