/**
 * Run-length coding of label images, for storage and for the wire: pairs of (label byte, length as unsigned LEB128),
 * row-major over the whole area, lengths ≥ 1. A 512×512 vessel mask takes about 4 kB.
 */
export function encodeRuns(labels: Uint8Array): Uint8Array {
  const endOfRun = runFinder(labels)
  let out = new Uint8Array(4096)
  let size = 0
  for (let start = 0; start < labels.length; ) {
    if (size + longestRun > out.length) {
      const larger = new Uint8Array(2 * out.length)
      larger.set(out)
      out = larger
    }
    const end = endOfRun(start)
    out[size++] = labels[start]!
    let length = end - start
    while (length >= 0x80) {
      out[size++] = (length & 0x7f) | 0x80
      length >>>= 7
    }
    out[size++] = length
    start = end
  }
  return out.slice(0, size)
}

/** Bytes of one run: its label and a length below 2^35. */
const longestRun = 6

/** Finds where the run ends that begins at a place; most of a mask is background, so it looks at four pixels at once where it can. */
function runFinder(labels: Uint8Array): (start: number) => number {
  const lead = -labels.byteOffset & 3
  const words = new Uint32Array(labels.buffer, labels.byteOffset + lead, labels.length < lead ? 0 : (labels.length - lead) >>> 2)
  return (start) => {
    const label = labels[start]!
    let end = start + 1
    while (end < labels.length && ((end - lead) & 3) !== 0 && labels[end] === label) end++
    if (((end - lead) & 3) === 0 && end >= lead) {
      const four = (label * 0x01010101) >>> 0
      let word = (end - lead) >>> 2
      while (word < words.length && words[word] === four) word++
      end = lead + 4 * word
    }
    while (end < labels.length && labels[end] === label) end++
    return end
  }
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

/** The runs one after the other. Throws a RangeError when the data end inside of one. */
export function* eachRun(runs: Uint8Array): Generator<readonly [label: number, length: number]> {
  for (let at = 0; at < runs.length; ) {
    const label = runs[at++]!
    let length = 0
    for (let shift = 0; ; shift += 7) {
      const byte = runs[at++]
      if (byte === undefined || shift > 28) throw new RangeError('run-length data ends inside a run')
      length += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) break
    }
    yield [label, length]
  }
}

/** The labels again. Throws a RangeError when the runs do not fill exactly `size` pixels. */
export function decodeRuns(runs: Uint8Array, size: number): Uint8Array {
  const labels = new Uint8Array(size)
  let position = 0
  for (const [label, length] of eachRun(runs)) {
    if (length === 0 || position + length > size) throw new RangeError(`run-length data holds more than ${size} pixels`)
    if (label !== 0) labels.fill(label, position, position + length)
    position += length
  }
  if (position !== size) throw new RangeError(`run-length data holds ${position} pixels instead of ${size}`)
  return labels
}
