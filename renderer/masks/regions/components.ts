import type { LabelImage } from '../capsule'

export interface Component {
  /** Any one pixel of it. */
  readonly x: number
  readonly y: number
  readonly pixels: number
  /** It touches the border of the image. */
  readonly open: boolean
}

export interface Components {
  /** By pixel: number of the component it belongs to, from 1; 0 for none. */
  readonly numbers: Int32Array
  /** Component N is at N - 1. */
  readonly list: readonly Component[]
}

/**
 * The connected parts of the pixels that `belongs` (256 entries by label: 1 for those that do). Islands connect by their corners too
 * (8 neighbours); holes, which are what is left between them, only by their sides (4).
 */
export function componentsOf({ labels, columns, rows }: LabelImage, belongs: Uint8Array, neighbours: 4 | 8): Components {
  const numbers = new Int32Array(labels.length)
  const list: Component[] = []
  const reach = neighbours === 8 ? 1 : 0
  // Runs of one row whose neighbours above and below are still to be looked at: place of their ends.
  const stack: number[] = []
  for (let seed = 0; seed < labels.length; seed++) {
    if (numbers[seed] !== 0 || belongs[labels[seed]!] === 0) continue
    const number = list.length + 1
    let pixels = 0
    let open = false
    take(seed)
    while (stack.length > 0) {
      const right = stack.pop()!
      const left = stack.pop()!
      const row = Math.floor(left / columns)
      const start = row * columns
      pixels += right - left + 1
      open ||= row === 0 || row === rows - 1 || left === start || right === start + columns - 1
      const from = Math.max(start, left - reach)
      const to = Math.min(start + columns - 1, right + reach)
      for (const step of [-columns, columns]) {
        if ((step < 0 && row === 0) || (step > 0 && row === rows - 1)) continue
        for (let at = from + step; at <= to + step; at++) if (numbers[at] === 0 && belongs[labels[at]!] === 1) take(at)
      }
    }
    list.push({ x: seed % columns, y: Math.floor(seed / columns), pixels, open })

    function take(at: number): void {
      const start = Math.floor(at / columns) * columns
      let left = at
      while (left > start && belongs[labels[left - 1]!] === 1) left--
      let right = at
      while (right < start + columns - 1 && belongs[labels[right + 1]!] === 1) right++
      numbers.fill(number, left, right + 1)
      stack.push(left, right)
    }
  }
  return { numbers, list }
}

/** The table for one label, for `componentsOf`. */
export function only(label: number): Uint8Array {
  const table = new Uint8Array(256)
  table[label] = 1
  return table
}

/** The table for every label but one. */
export function allBut(label: number): Uint8Array {
  const table = new Uint8Array(256).fill(1)
  table[label] = 0
  return table
}
