import { connectedComponents } from '../../../ml/metrics/connected-components'

/** Frames of one run, brighter where a person sees them brighter. */
export interface SeenFrames {
  readonly rows: number
  readonly columns: number
  /** One grey value a pixel, row-major. */
  readonly frames: readonly ArrayLike<number>[]
}

/** A box around one component, px; `filled` is its share that is bright. */
interface Glyph {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly filled: number
}

/** Shares of the range of grey values: from where a pixel is as bright as burned-in text, up to where one is dark around it, and how much text changes over a run. */
const bright = 0.7
const dark = 0.5
const steadiness = 0.12
/** Share of a side that is its border: there machines write. */
const border = 0.2
/** Characters in a line of text, at least. */
const shortestLine = 4

/**
 * Whether there seems to be a line of characters at the border of the frames: bright components that stand still over the run, of the size and
 * the thinness of characters, on dark ground, and in a row or a column at equal heights and small gaps. Meant for a warning: text of another kind
 * (dark, large, handwritten, in the middle of the picture, cut off by its edge) is not found. Measured by `test/integration/burned-in-text.test.ts`
 * on the test data: nothing is found in its 20 angiogram files, a name in every one of them once it is written there, and text in three of four
 * files of other machines that have some; in the fourth it is cut to its lowest rows.
 */
export function hasTextAtBorder({ rows, columns, frames }: SeenFrames): boolean {
  const { mask, darkBelow, brightest } = steadyBright(rows * columns, frames)
  const glyphs = glyphsOf(mask, rows, columns).filter((glyph) => isAtBorder(glyph, rows, columns) && isOnDark(glyph, rows, columns, (pixel) => brightest[pixel]! < darkBelow))
  return hasLine(glyphs) || hasLine(glyphs.map(({ left, top, width, height, filled }) => ({ left: top, top: left, width: height, height: width, filled })))
}

/** Where all frames are bright and the same; and how bright each pixel ever is. */
function steadyBright(pixels: number, frames: SeenFrames['frames']): { mask: Uint8Array; brightest: Float32Array; darkBelow: number } {
  const darkest = new Float32Array(pixels).fill(Infinity)
  const brightest = new Float32Array(pixels).fill(-Infinity)
  for (const frame of frames) {
    for (let i = 0; i < pixels; i++) {
      const value = frame[i]!
      if (value < darkest[i]!) darkest[i] = value
      if (value > brightest[i]!) brightest[i] = value
    }
  }
  const low = darkest.reduce((least, value) => Math.min(least, value), Infinity)
  const range = brightest.reduce((most, value) => Math.max(most, value), -Infinity) - low
  const mask = new Uint8Array(pixels)
  for (let i = 0; i < pixels; i++) if (range > 0 && darkest[i]! >= low + bright * range && brightest[i]! - darkest[i]! <= steadiness * range) mask[i] = 1
  return { mask, brightest, darkBelow: low + dark * range }
}

/** Components that have the size and the thinness of a character. */
function glyphsOf(mask: Uint8Array, rows: number, columns: number): Glyph[] {
  const { labels, count, sizes } = connectedComponents(mask, rows, columns)
  const boxes = Array.from({ length: count + 1 }, () => ({ left: columns, right: -1, top: rows, bottom: -1 }))
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 0) continue
    const box = boxes[labels[i]!]!
    const column = i % columns
    const row = (i - column) / columns
    box.left = Math.min(box.left, column)
    box.right = Math.max(box.right, column)
    box.top = Math.min(box.top, row)
    box.bottom = row
  }
  const glyphs = boxes.slice(1).map(({ left, right, top, bottom }, index) => {
    const [width, height] = [right - left + 1, bottom - top + 1]
    return { left, top, width, height, filled: sizes[index + 1]! / (width * height) }
  })
  return glyphs.filter(({ width, height, filled }) => {
    const [short, long] = [Math.min(width, height), Math.max(width, height)]
    return long >= 5 && long <= Math.max(rows, columns) / 12 && (short <= long / 3 || (filled >= 0.15 && filled <= 0.8))
  })
}

function isAtBorder({ left, top, width, height }: Glyph, rows: number, columns: number): boolean {
  const [x, y] = [(left + width / 2) / columns, (top + height / 2) / rows]
  return Math.min(x, 1 - x, y, 1 - y) < border
}

/** Whether most of what lies around a box is dark: directly around it, or one pixel further where its edges are soft. */
function isOnDark(glyph: Glyph, rows: number, columns: number, isDark: (pixel: number) => boolean): boolean {
  return [1, 2].some((distance) => shareAround(glyph, distance, rows, columns, isDark) >= 0.75)
}

/** Share of the pixels at a distance from a box, in the image, that are so. */
function shareAround({ left, top, width, height }: Glyph, distance: number, rows: number, columns: number, isSo: (pixel: number) => boolean): number {
  const [first, last] = [left - distance, left + width - 1 + distance]
  const [upper, lower] = [top - distance, top + height - 1 + distance]
  let around = 0
  let found = 0
  for (let row = Math.max(0, upper); row <= Math.min(rows - 1, lower); row++) {
    const step = row === upper || row === lower ? 1 : last - first
    for (let column = first; column <= last; column += step) {
      if (column < 0 || column >= columns) continue
      around++
      if (isSo(row * columns + column)) found++
    }
  }
  return around === 0 ? 0 : found / around
}

/** Whether enough of them follow one another at the same height; bars alone are a ruler. */
function hasLine(glyphs: readonly Glyph[]): boolean {
  const ordered = [...glyphs].sort((one, other) => one.left - other.left)
  return ordered.some((first, index) => {
    const line = [first]
    for (const next of ordered.slice(index + 1)) {
      const last = line.at(-1)!
      const gap = next.left - (last.left + last.width)
      if (gap > 2 * first.height) break
      const isBeside = gap >= 0 && Math.abs(next.top + next.height - (first.top + first.height)) <= 0.25 * first.height && Math.abs(next.height - first.height) <= 0.35 * first.height
      if (isBeside) line.push(next)
    }
    return line.length >= shortestLine && line.filter(({ width, height }) => width > height / 3).length >= line.length / 2
  })
}
