/** Markers of JPEG, JPEG-LS and JPEG 2000 that carry text or what programs like: comments and application data. */
const comment = 0xfe
const comment2000 = 0x64
/** JPEG 2000: a tile-part has a header of its own, which may hold comments, and its pixels behind it. */
const startOfTile = 0x90
const startOfTileData = 0x93
/** APP0 (JFIF) and APP14 (Adobe) say how colours are stored; decoders need them. */
const neededApplications = new Set([0xe0, 0xee])

/**
 * Overwrites comments and application data of a compressed frame, and what lies behind its end, with zeros, in place: no length changes, so that all offset
 * tables stay true. What is no codestream, or a fragment in the middle of one, is left as it is.
 */
export function cleanCodestream(bytes: Uint8Array): void {
  if (bytes[0] !== 0xff || (bytes[1] !== 0xd8 && bytes[1] !== 0x4f)) return
  const is2000 = bytes[1] === 0x4f
  let tileEnd = bytes.length
  for (let at = 2; at + 2 <= bytes.length; ) {
    // Markers may be preceded by any number of fill bytes.
    if (bytes[at] !== 0xff) return
    const marker = bytes[at + 1]!
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === 0xd9) {
      bytes.fill(0, at + 2)
      return
    }
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!
    const end = Math.min(bytes.length, at + 2 + Math.max(2, length))
    if (is2000 ? marker === comment2000 : marker === comment || (marker >= 0xe0 && marker <= 0xef && !neededApplications.has(marker))) {
      // JPEG 2000 says in the first two bytes what kind of comment it is.
      bytes.fill(0, at + (is2000 ? 6 : 4), end)
    }
    // The thumbnail and the extensions behind JFIF's fourteen bytes, and what follows Adobe's twelve.
    if (!is2000 && neededApplications.has(marker)) bytes.fill(0, Math.min(end, at + 4 + (marker === 0xe0 ? 14 : 12)), end)
    if (is2000) {
      if (marker === startOfTile) tileEnd = endOfTilePart(bytes, at)
      // A damaged length may lead back: it goes on forwards whatever it says.
      at = marker === startOfTileData ? Math.max(tileEnd, at + 2) : end
    } else at = marker === 0xda ? nextMarker(bytes, end) : end
  }
}

/** Where coded pixels end: at a marker that is neither a stuffed byte nor a restart. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1]
    if (marker === undefined) break
    // JPEG-LS stuffs a bit: there a marker has its high bit set.
    if (marker >= 0xc0 && marker !== 0xff && (marker < 0xd0 || marker > 0xd7)) return at
  }
  return bytes.length
}

/** A tile-part says how long it is; one of length 0 goes on to the end of the codestream. */
function endOfTilePart(bytes: Uint8Array, at: number): number {
  const length = at + 10 <= bytes.length ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 6) : 0
  return length < 14 ? bytes.length : at + length
}
