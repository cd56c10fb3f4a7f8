import type { Rectangle } from '../../electron/ipc/contract/index'

export const strokeFrame = { rows: 96, columns: 128 }

/** The same rectangle and labels for the same number, wherever they are computed. */
export function strokeRectangle(number: number): Rectangle {
  const mixed = Math.imul(number + 1, 2654435761) >>> 0
  return { x: mixed % 100, y: (mixed >>> 8) % 70, width: 1 + ((mixed >>> 16) % 28), height: 1 + ((mixed >>> 21) % 26) }
}

export function strokeLabels(number: number, { width, height }: Rectangle): Uint8Array {
  return new Uint8Array(width * height).map((_, index) => ((index * 7 + number * 13) % 11 < 6 ? 1 + (number % 2) : 0))
}
