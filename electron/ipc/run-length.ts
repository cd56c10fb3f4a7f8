/**
 * Run-length coding of label images, for storage and for the wire: pairs of (label byte, length as unsigned LEB128),
 * row-major over the whole area, lengths ≥ 1. A 512×512 vessel mask takes about 4 kB.
 */
export function encodeRuns(labels: Uint8Array): Uint8Array {
  const out: number[] = []
  for (let start = 0; start < labels.length; ) {
    const label = labels[start]!
    let end = start + 1
    while (end < labels.length && labels[end] === label) end++
    out.push(label)
    let length = end - start
    while (length >= 0x80) {
      out.push((length & 0x7f) | 0x80)
      length >>>= 7
    }
    out.push(length)
    start = end
  }
  return Uint8Array.from(out)
}

/** The label bytes that occur in run-length data, background included; without decoding it. */
export function labelsInRuns(runs: Uint8Array): Set<number> {
  const found = new Set<number>()
  for (let at = 0; at < runs.length; at++) {
    found.add(runs[at++]!)
    while (runs[at]! >= 0x80) at++
  }
  return found
}

/** The same runs with other labels. */
export function mapRuns(runs: Uint8Array, labelFor: (label: number) => number): Uint8Array {
  const mapped = runs.slice()
  for (let at = 0; at < mapped.length; ) {
    mapped[at] = labelFor(mapped[at]!)
    at++
    while (mapped[at++]! >= 0x80);
  }
  return mapped
}

/** The labels again. Throws a RangeError when the runs do not fill exactly `size` pixels. */
export function decodeRuns(runs: Uint8Array, size: number): Uint8Array {
  const labels = new Uint8Array(size)
  let position = 0
  for (let at = 0; at < runs.length; ) {
    const label = runs[at++]!
    let length = 0
    for (let shift = 0; ; shift += 7) {
      const byte = runs[at++]
      if (byte === undefined || shift > 28) throw new RangeError('run-length data ends inside a run')
      length += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) break
    }
    if (length === 0 || position + length > size) throw new RangeError(`run-length data holds more than ${size} pixels`)
    if (label !== 0) labels.fill(label, position, position + length)
    position += length
  }
  if (position !== size) throw new RangeError(`run-length data holds ${position} pixels instead of ${size}`)
  return labels
}
