import { connectedComponents } from './connected-components'

/** A connected part of the image in which two label images differ. */
export interface DifferenceRegion {
  /** Whose vessel it is; `labels` where both found vessel and named it differently. */
  side: 'a' | 'b' | 'labels'
  pixels: number
  /** The smallest rectangle around it. */
  rect: { x: number; y: number; width: number; height: number }
  /** Its first pixel. */
  x: number
  y: number
}

export interface Differences {
  /** The largest first. */
  regions: DifferenceRegion[]
  /** rows × columns: 0 where both agree, else 1 + the index of the region. */
  regionOf: Int32Array
}

/**
 * The 8-connected regions in which two label images (rows × columns, 0 = background) differ, those of A, of B and those that differ
 * only in the label apart from each other. The order depends on nothing but the two images.
 */
export function differenceRegions(a: Uint8Array, b: Uint8Array, rows: number, columns: number): Differences {
  const found: { side: DifferenceRegion['side']; pixels: number; left: number; right: number; top: number; bottom: number; at: number; members: number }[] = []
  const regionOf = new Int32Array(a.length)
  const isOf = { a: (i: number) => a[i] !== 0 && b[i] === 0, b: (i: number) => a[i] === 0 && b[i] !== 0, labels: (i: number) => a[i] !== 0 && b[i] !== 0 && a[i] !== b[i] }
  for (const side of ['a', 'b', 'labels'] as const) {
    const { labels, count, sizes } = connectedComponents(Uint8Array.from(a, (_, i) => (isOf[side](i) ? 1 : 0)), rows, columns)
    const first = found.length
    for (let label = 1; label <= count; label++) found.push({ side, pixels: sizes[label]!, left: columns, right: 0, top: 0, bottom: 0, at: -1, members: first + label })
    for (let i = 0; i < labels.length; i++) {
      if (labels[i] === 0) continue
      const region = found[first + labels[i]! - 1]!
      const column = i % columns
      const row = (i - column) / columns
      if (region.at < 0) Object.assign(region, { at: i, top: row })
      region.left = Math.min(region.left, column)
      region.right = Math.max(region.right, column + 1)
      region.bottom = row + 1
      regionOf[i] = region.members
    }
  }
  found.sort((one, other) => other.pixels - one.pixels || one.at - other.at)
  const place = new Int32Array(found.length + 1)
  found.forEach((region, index) => (place[region.members] = index + 1))
  for (let i = 0; i < regionOf.length; i++) regionOf[i] = place[regionOf[i]!]!
  const regions = found.map(({ side, pixels, left, right, top, bottom, at }) => ({
    side, pixels, rect: { x: left, y: top, width: right - left, height: bottom - top }, x: at % columns, y: Math.floor(at / columns),
  }))
  return { regions, regionOf }
}
