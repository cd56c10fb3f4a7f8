/** A mask as COCO writes it: lengths of runs of 0 and 1 in turn, column by column, beginning with 0; as numbers or packed into text. */
export interface CocoRuns {
  readonly size: [rows: number, columns: number]
  readonly counts: number[] | string
}

/** The runs of one label. */
export function runsOf(mask: Uint8Array, rows: number, columns: number, label: number): number[] {
  const counts: number[] = []
  let inside = false
  let length = 0
  for (let x = 0; x < columns; x++) {
    for (let y = 0; y < rows; y++) {
      if ((mask[y * columns + x] === label) !== inside) {
        counts.push(length)
        length = 0
        inside = !inside
      }
      length++
    }
  }
  counts.push(length)
  return counts
}

/** Writes `label` where the runs are set; the labels that lost pixels. Throws a RangeError when the runs do not fill the mask. */
export function paintRuns(mask: Uint8Array, rows: number, columns: number, counts: readonly number[], label: number): Set<number> {
  const lost = new Set<number>()
  let at = 0
  for (const [index, count] of counts.entries()) {
    if (!Number.isInteger(count) || count < 0 || at + count > mask.length) throw new RangeError('its run lengths do not fit its size')
    const end = at + count
    for (; at < end; at++) {
      if (index % 2 === 0) continue
      const pixel = (at % rows) * columns + Math.floor(at / rows)
      const before = mask[pixel]!
      if (before !== 0 && before !== label) lost.add(before)
      mask[pixel] = label
    }
  }
  if (at !== mask.length) throw new RangeError('its run lengths do not fill its size')
  return lost
}

/** Run lengths as COCO's own text: each as its difference to the last but one, in groups of five bits from the low end, as characters from 48. */
export function packRuns(counts: readonly number[]): string {
  let text = ''
  for (const [index, count] of counts.entries()) {
    let rest = index > 2 ? count - counts[index - 2]! : count
    for (let more = true; more; ) {
      const bits = rest & 0x1f
      rest >>= 5
      more = (bits & 0x10) === 0 ? rest !== 0 : rest !== -1
      text += String.fromCharCode((more ? bits | 0x20 : bits) + 48)
    }
  }
  return text
}

/** The run lengths again. Throws a RangeError when the text is none that `packRuns` makes. */
export function unpackRuns(text: string): number[] {
  const counts: number[] = []
  for (let at = 0; at < text.length; ) {
    let value = 0
    for (let shift = 0, more = true; more; shift += 5) {
      const bits = text.charCodeAt(at++) - 48
      if (!(bits >= 0 && bits < 64) || shift > 30) throw new RangeError('its packed run lengths are damaged')
      value |= (bits & 0x1f) << shift
      more = (bits & 0x20) !== 0
      if (!more && (bits & 0x10) !== 0 && shift < 27) value |= -1 << (shift + 5)
    }
    counts.push(counts.length > 2 ? value + counts.at(-2)! : value)
  }
  return counts
}
