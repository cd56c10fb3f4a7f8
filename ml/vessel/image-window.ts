/** A rectangle of pixels of a larger image that is worked on alone. */
export interface ImageWindow {
  readonly left: number
  readonly top: number
  readonly rows: number
  readonly columns: number
}

/** The smallest window around places ([column, row], px) with a margin, cut to the image; its nearest pixel where that leaves nothing. */
export function windowAround(places: readonly (readonly [number, number])[], margin: number, rows: number, columns: number): ImageWindow {
  const xs = places.map(([x]) => x)
  const ys = places.map(([, y]) => y)
  const left = inside(Math.min(...xs) - margin, columns)
  const top = inside(Math.min(...ys) - margin, rows)
  return { left, top, columns: inside(Math.max(...xs) + margin, columns) - left + 1, rows: inside(Math.max(...ys) + margin, rows) - top + 1 }
}

function inside(value: number, end: number): number {
  return Math.min(end - 1, Math.max(0, Math.floor(value)))
}

/** The values inside the window, row-major. */
export function cutWindow<T extends Uint8Array | Float32Array>(values: T, columns: number, window: ImageWindow): T {
  const result = new (values.constructor as new (length: number) => T)(window.rows * window.columns)
  for (let row = 0; row < window.rows; row++) {
    const from = (window.top + row) * columns + window.left
    result.set(values.subarray(from, from + window.columns), row * window.columns)
  }
  return result
}
