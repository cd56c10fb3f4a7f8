import type { LabelImage } from '../capsule'
import type { Rectangle } from '../rectangle'
import { allBut, componentsOf, only } from './components'

export interface Islands {
  /** 1 for every pixel of theirs. */
  readonly set: Uint8Array
  /** Around each of them. */
  readonly boxes: readonly Rectangle[]
}

/** The connected pieces of a label that have fewer than `least` pixels. */
export function smallIslands(image: LabelImage, label: number, least: number): Islands {
  const { numbers, list } = componentsOf(image, only(label), 8)
  return chosen(image, numbers, list.map(({ pixels }) => pixels < least))
}

/** Areas that the label encloses completely, whatever is in them. */
export function holesOf(image: LabelImage, label: number): Islands {
  const { numbers, list } = componentsOf(image, allBut(label), 4)
  return chosen(image, numbers, list.map(({ open }) => !open))
}

function chosen({ columns, rows }: LabelImage, numbers: Int32Array, isChosen: readonly boolean[]): Islands {
  const set = new Uint8Array(numbers.length)
  const edges = isChosen.map(() => ({ left: columns, top: rows, right: -1, bottom: -1 }))
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const number = numbers[at]!
      if (number === 0 || !isChosen[number - 1]) continue
      set[at] = 1
      const edge = edges[number - 1]!
      if (column < edge.left) edge.left = column
      if (column > edge.right) edge.right = column
      if (row < edge.top) edge.top = row
      edge.bottom = row
    }
  }
  const boxes = edges.filter(({ right }) => right >= 0).map(({ left, top, right, bottom }) => ({ x: left, y: top, width: right - left + 1, height: bottom - top + 1 }))
  return { set, boxes }
}
