import type { Fragment, Fragments } from './fragments'

/**
 * Which fragments make up each frame. In order of trust: one fragment a frame; an offset table that points at fragments;
 * the places where a codestream begins. May return fewer or more frames than declared: the file, not the header, says.
 */
export function groupFragments({ base, offsetTable, fragments }: Fragments, declaredFrames: number): Fragment[][] {
  if (fragments.length === 0) return []
  if (declaredFrames === 1 && fragments.filter((fragment) => fragment.startsStream).length <= 1) return [fragments]
  const one = fragments.map((fragment) => [fragment])
  if (fragments.length === declaredFrames) return one
  const starts = tableStarts(base, offsetTable, fragments) ?? streamStarts(fragments)
  // RLE has no marker, and needs none: it allows one fragment a frame only.
  return starts ? starts.map((start, frame) => fragments.slice(start, starts[frame + 1])) : one
}

/** Index of each frame's first fragment by the offset table; null when it is empty or does not fit the fragments. */
function tableStarts(base: number, offsetTable: number[], fragments: Fragment[]): number[] | null {
  if (offsetTable.length === 0 || offsetTable[0] !== 0) return null
  const indexByOffset = new Map(fragments.map((fragment, index) => [fragment.offset - 8 - base, index]))
  const last = fragments.at(-1)!
  const starts: number[] = []
  for (const offset of offsetTable) {
    // Frames behind a cut-off are known to the table but not in the file.
    if (offset > last.offset - 8 - base) break
    const index = indexByOffset.get(offset)
    if (index === undefined || index <= (starts.at(-1) ?? -1)) return null
    starts.push(index)
  }
  // A table with fewer entries than frames (one entry for a whole run is common) says nothing about the others.
  const streams = fragments.filter((fragment) => fragment.startsStream).length
  return offsetTable.length < streams ? null : starts
}

function streamStarts(fragments: Fragment[]): number[] | null {
  const starts = fragments.flatMap((fragment, index) => (fragment.startsStream ? [index] : []))
  return starts[0] === 0 ? starts : null
}
