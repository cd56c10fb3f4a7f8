/** Second derivatives of an image at one scale, each rows × columns, multiplied by sigma² so that scales compare. */
export interface Hessian {
  readonly xx: Float32Array
  readonly xy: Float32Array
  readonly yy: Float32Array
}

/**
 * Second derivatives of an image (rows × columns, row-major) by separable Gaussian derivative kernels of standard deviation
 * `sigma` (px), scale-normalised as in T. Lindeberg, "Feature detection with automatic scale selection", IJCV 30 (1998).
 * The border pixels repeat outwards.
 */
export function hessian(pixels: Float32Array, rows: number, columns: number, sigma: number): Hessian {
  const radius = Math.ceil(3 * sigma)
  const [smooth, first, second] = kernels(sigma, radius)
  const alongRows = (kernel: Float32Array, odd: boolean): Float32Array => convolveRows(pixels, rows, columns, kernel, odd)
  return {
    xx: convolveColumns(alongRows(second, false), rows, columns, smooth, false),
    xy: convolveColumns(alongRows(first, true), rows, columns, first, true),
    yy: convolveColumns(alongRows(smooth, false), rows, columns, second, false),
  }
}

/** Gaussian blur of an image (rows × columns), as a new one. The border pixels repeat outwards. */
export function blur(pixels: Float32Array, rows: number, columns: number, sigma: number): Float32Array {
  const [smooth] = kernels(sigma, Math.ceil(3 * sigma))
  return convolveColumns(convolveRows(pixels, rows, columns, smooth, false), rows, columns, smooth, false)
}

/** The right halves (centre first) of the Gaussian, of sigma × its first and sigma² × its second derivative. */
function kernels(sigma: number, radius: number): [Float32Array, Float32Array, Float32Array] {
  const smooth = Float32Array.from({ length: radius + 1 }, (_, k) => Math.exp((-k * k) / (2 * sigma * sigma)))
  const total = smooth.reduce((sum, value, k) => sum + (k === 0 ? value : 2 * value), 0)
  for (let k = 0; k <= radius; k++) smooth[k]! /= total
  const first = smooth.map((value, k) => (value * k) / sigma)
  const second = smooth.map((value, k) => value * ((k * k) / (sigma * sigma) - 1))
  // A sampled second derivative answers to constants a little: its sum must be nothing.
  const rest = second.reduce((sum, value, k) => sum + (k === 0 ? value : 2 * value), 0)
  second[0]! -= rest
  return [smooth, first, second]
}

function convolveRows(pixels: Float32Array, rows: number, columns: number, kernel: Float32Array, odd: boolean): Float32Array {
  const radius = kernel.length - 1
  const result = new Float32Array(pixels.length)
  const line = new Float32Array(columns + 2 * radius)
  const sign = odd ? -1 : 1
  for (let row = 0; row < rows; row++) {
    const start = row * columns
    line.fill(pixels[start]!, 0, radius)
    line.set(pixels.subarray(start, start + columns), radius)
    line.fill(pixels[start + columns - 1]!, radius + columns)
    for (let column = 0; column < columns; column++) {
      const centre = column + radius
      let sum = kernel[0]! * line[centre]!
      for (let k = 1; k <= radius; k++) sum += kernel[k]! * (line[centre + k]! + sign * line[centre - k]!)
      result[start + column] = sum
    }
  }
  return result
}

function convolveColumns(pixels: Float32Array, rows: number, columns: number, kernel: Float32Array, odd: boolean): Float32Array {
  const result = new Float32Array(pixels.length)
  const sign = odd ? -1 : 1
  for (let row = 0; row < rows; row++) {
    const start = row * columns
    for (let column = 0; column < columns; column++) result[start + column] = kernel[0]! * pixels[start + column]!
    for (let k = 1; k < kernel.length; k++) {
      const above = Math.max(0, row - k) * columns
      const below = Math.min(rows - 1, row + k) * columns
      const weight = kernel[k]!
      for (let column = 0; column < columns; column++) result[start + column]! += weight * (pixels[below + column]! + sign * pixels[above + column]!)
    }
  }
  return result
}
