/** Wavy bands of every label, about a tenth of the pixels, like vessels in their thickness. */
export function striped(side: number, labels: number, shift = 0): Uint8Array {
  const mask = new Uint8Array(side * side)
  if (labels === 0) return mask
  const period = side / 20
  for (let y = 0; y < side; y++) {
    const wave = 12 * Math.sin((y + 3 * shift) / 30)
    for (let x = 0; x < side; x++) {
      const band = (x + wave) / period
      if (band - Math.floor(band) < 0.1) mask[y * side + x] = 1 + (Math.abs(Math.floor(band)) % labels)
    }
  }
  return mask
}

/** Grey ramps that move from frame to frame, with a little noise. */
export function benchPixels(side: number, frame: number): Uint8Array {
  return Uint8Array.from({ length: side * side }, (_, index) => (60 + ((((index % side) + 5 * frame) * 120) / side) + ((index * 2654435761) >>> 28)) & 255)
}
