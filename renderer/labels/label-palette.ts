import type { LabelBook } from '../../electron/ipc/contract/index'

/** How the labels are drawn. */
export interface LabelPalette {
  /**
   * One 32-bit pixel per label byte, in the byte order of canvas image data on little-endian machines (all that Chromium runs on).
   * Background and hidden labels are transparent.
   */
  readonly pixels: Uint32Array
  /** By label byte: the label itself, 0 where it is background or hidden. */
  readonly shown: Uint8Array
}

/** Of labels that no scheme knows: they came in with a file of somebody else. */
const unknownColour = '#b0b7c0'

export function paletteOf(book: LabelBook | null): LabelPalette {
  const pixels = new Uint32Array(256).fill(pixelOf(unknownColour))
  const shown = Uint8Array.from({ length: 256 }, (_, label) => label)
  for (const label of book?.labels ?? []) {
    pixels[label.id] = label.visible ? pixelOf(label.colour) : 0
    if (!label.visible) shown[label.id] = 0
  }
  pixels[0] = 0
  return { pixels, shown }
}

function pixelOf(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number, number]
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
}
