import type { Line } from './smooth-path'

/** A line with what was measured across it at each of its points. */
export interface MeasuredLine {
  /** The middle between both edges, [column, row] in px. */
  readonly centres: [number, number][]
  /** Distance between both edges, px. */
  readonly widths: number[]
}

/** A picture that profiles are taken from: dark vessels, any grey range, rows × columns. */
export interface Picture {
  readonly pixels: Float32Array
  readonly rows: number
  readonly columns: number
}

/** Distance between the samples of a profile, px. */
const step = 0.25
/** Points on either side along the line that a profile is averaged over, against noise. */
const along = 2
/** Points on either side that a width is the median of. */
const medianReach = 4
/** A profile that falls by this share of its climb has met the next vessel. */
const fallShare = 0.25

/**
 * Widths of a dark vessel along a line with points about 1 px apart. At each point the grey profile along the line's normal is
 * sampled every 0.25 px; each edge is where the profile has climbed half-way from the lumen's darkest value to the background on
 * that side, between samples by linear interpolation. Medians along the line remove outliers, and centre the line.
 *
 * @param reach how far to look to either side, px; no vessel can be wider than this
 * @param least narrowest answer, px, also where no edge is found
 */
export function measureWidths({ pixels, rows, columns }: Picture, line: Line, reach: number, least = 1.5): MeasuredLine {
  const count = 2 * Math.ceil(reach / step) + 1
  const middle = (count - 1) / 2
  const normals = normalsOf(line)
  const profiles = line.map(([x, y], i) => {
    const [nx, ny] = normals[i]!
    return Float32Array.from({ length: count }, (_, k) => bilinear(pixels, rows, columns, x + nx * (k - middle) * step, y + ny * (k - middle) * step))
  })
  const edges = line.map((_, i) => edgesOf(meanProfile(profiles, i), middle))
  const left = medianFiltered(edges.map((edge) => edge[0]))
  const right = medianFiltered(edges.map((edge) => edge[1]))
  return {
    centres: line.map(([x, y], i) => {
      const shift = ((left[i]! + right[i]!) / 2) * step
      return [x + normals[i]![0] * shift, y + normals[i]![1] * shift]
    }),
    widths: left.map((edge, i) => Math.max(least, (right[i]! - edge) * step)),
  }
}

/** Unit normals of a line, by differences over two points on either side. */
export function normalsOf(line: Line): [number, number][] {
  return line.map((_, i) => {
    const [x0, y0] = line[Math.max(0, i - 2)]!
    const [x1, y1] = line[Math.min(line.length - 1, i + 2)]!
    const length = Math.hypot(x1 - x0, y1 - y0)
    return length === 0 ? [0, 1] : [-(y1 - y0) / length, (x1 - x0) / length]
  })
}

/** The value between pixels; outside, that of the border. */
export function bilinear(pixels: Float32Array, rows: number, columns: number, x: number, y: number): number {
  const column = Math.min(columns - 1, Math.max(0, x))
  const row = Math.min(rows - 1, Math.max(0, y))
  const left = Math.floor(column)
  const top = Math.floor(row)
  const right = Math.min(columns - 1, left + 1)
  const bottom = Math.min(rows - 1, top + 1)
  const fx = column - left
  const fy = row - top
  const upper = pixels[top * columns + left]! * (1 - fx) + pixels[top * columns + right]! * fx
  const lower = pixels[bottom * columns + left]! * (1 - fx) + pixels[bottom * columns + right]! * fx
  return upper * (1 - fy) + lower * fy
}

function meanProfile(profiles: readonly Float32Array[], index: number): Float32Array {
  const from = Math.max(0, index - along)
  const to = Math.min(profiles.length - 1, index + along)
  const mean = new Float32Array(profiles[index]!.length)
  for (let i = from; i <= to; i++) for (let k = 0; k < mean.length; k++) mean[k]! += profiles[i]![k]! / (to - from + 1)
  return mean
}

/** Both edges in samples from the middle of the profile: negative to the left, positive to the right. */
function edgesOf(profile: Float32Array, middle: number): [number, number] {
  // The lumen's darkest place near the line.
  let valley = middle
  const near = Math.ceil(2 / step)
  for (let k = middle - near; k <= middle + near; k++) if (k >= 0 && k < profile.length && profile[k]! < profile[valley]!) valley = k
  const edge = (direction: 1 | -1): number => {
    const lowest = profile[valley]!
    let highest = lowest
    for (let k = valley; k >= 0 && k < profile.length; k += direction) {
      if (profile[k]! > highest) highest = profile[k]!
      else if (highest - profile[k]! > fallShare * (highest - lowest) && highest > lowest) break
    }
    const half = (lowest + highest) / 2
    for (let k = valley; k + direction >= 0 && k + direction < profile.length; k += direction) {
      const here = profile[k]!
      const next = profile[k + direction]!
      if (next > here && here <= half && next >= half) return k + (direction * (half - here)) / (next - here) - middle
    }
    return valley - middle
  }
  return [edge(-1), edge(1)]
}

function medianFiltered(values: readonly number[]): number[] {
  return values.map((_, i) => {
    const window = values.slice(Math.max(0, i - medianReach), i + medianReach + 1).sort((a, b) => a - b)
    return window[Math.floor(window.length / 2)]!
  })
}
