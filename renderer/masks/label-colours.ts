/** Colour of the outline of every label. */
export const outlineColour = '#ffd0a8'

/** Red, green and blue of each label; label 1 is the vessel. */
const labels: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [255, 122, 69],
  [77, 182, 255],
  [255, 214, 90],
  [150, 222, 120],
]

/**
 * One 32-bit pixel per label byte, in the byte order of canvas image data on little-endian machines (all that
 * Chromium runs on). Label 0 is transparent; labels beyond the list repeat it.
 */
export const labelColours: Uint32Array = Uint32Array.from({ length: 256 }, (_, label) => {
  if (label === 0) return 0
  const [red, green, blue] = labels[1 + ((label - 1) % (labels.length - 1))]!
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
})
