import { eachRun } from '../../ipc/run-length'

/**
 * Frames of one bit a pixel, as BINARY segmentations store them (PS3.5 8.1.1): the least significant bit first, each frame directly
 * behind the one before it also inside a byte, the whole padded to an even length.
 */
export class BitFrames {
  readonly bytes: Uint8Array

  constructor(
    private readonly pixels: number,
    frames: number,
  ) {
    this.bytes = new Uint8Array(bitFrameBytes(pixels, frames))
  }

  /** Sets the bits of a frame where its labels (run-length coded) are this label. */
  set(frame: number, runs: Uint8Array, label: number): void {
    let at = frame * this.pixels
    for (const [found, length] of eachRun(runs)) {
      if (found === label) for (let bit = at; bit < at + length; bit++) this.bytes[Math.floor(bit / 8)]! |= 1 << (bit % 8)
      at += length
    }
  }
}

/** Bytes of so many frames, padded to an even length. */
export function bitFrameBytes(pixels: number, frames: number): number {
  const bytes = Math.ceil((pixels * frames) / 8)
  return bytes + (bytes % 2)
}

/** Writes `label` where a frame has its bits set, over other labels too; `bytes` begin with the byte that holds bit `start` (0–7). Returns the labels that lost pixels. */
export function paintBits(labels: Uint8Array, bytes: Uint8Array, start: number, label: number): Set<number> {
  const lost = new Set<number>()
  for (let pixel = 0; pixel < labels.length; pixel++) {
    const at = start + pixel
    if ((bytes[at >> 3]! & (1 << (at & 7))) === 0) continue
    const before = labels[pixel]!
    if (before !== 0 && before !== label) lost.add(before)
    labels[pixel] = label
  }
  return lost
}
