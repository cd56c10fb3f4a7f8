/** A line through an image: [column, row] in px, the middle of the first pixel at (0, 0). */
export type Line = readonly (readonly [number, number])[]

/**
 * A pixel path made smooth: its points moved to the Gaussian mean (`sigma` px along the path) of their neighbours and laid out anew
 * `spacing` px apart. Both ends stay where they are.
 */
export function smoothPath(path: Line, sigma = 2.5, spacing = 1): [number, number][] {
  const even = resampled(path, spacing)
  const last = even.length - 1
  if (last < 2) return even
  const reach = Math.ceil((3 * sigma) / spacing)
  const smooth = even.map(([x, y], index): [number, number] => {
    // The window shrinks towards the ends, symmetrically, so that they are not pulled inwards.
    const half = Math.min(reach, index, last - index)
    let total = 1
    let sumX = x
    let sumY = y
    for (let k = 1; k <= half; k++) {
      const weight = Math.exp(-((k * spacing) ** 2) / (2 * sigma * sigma))
      sumX += weight * (even[index - k]![0] + even[index + k]![0])
      sumY += weight * (even[index - k]![1] + even[index + k]![1])
      total += 2 * weight
    }
    return [sumX / total, sumY / total]
  })
  return resampled(smooth, spacing)
}

/** The same line with points `spacing` px apart (the last step may be shorter); a single point stays alone. */
export function resampled(line: Line, spacing: number): [number, number][] {
  if (line.length === 0) return []
  const result: [number, number][] = [[line[0]![0], line[0]![1]]]
  // How far along the current segment the next point lies.
  let wait = spacing
  for (let i = 1; i < line.length; i++) {
    const [x0, y0] = line[i - 1]!
    const [x1, y1] = line[i]!
    const length = Math.hypot(x1 - x0, y1 - y0)
    for (; wait <= length; wait += spacing) result.push([x0 + ((x1 - x0) * wait) / length, y0 + ((y1 - y0) * wait) / length])
    wait -= length
  }
  const [x, y] = line.at(-1)!
  const [lastX, lastY] = result.at(-1)!
  if (Math.hypot(x - lastX, y - lastY) > spacing / 4) result.push([x, y])
  else if (result.length > 1) result[result.length - 1] = [x, y]
  return result
}
