import { describe, expect, it } from 'vitest'
import { writeSegments } from '../../renderer/viewport/write-segments'
import type { Matrix } from '../../renderer/viewport/transform'

const side = 12
const whole = { x: 0, y: 0, width: side, height: side }

/** The canvas as rows of text. */
function written(segments: readonly number[], matrix: Matrix, width = 1, area = whole): string[] {
  const pixels = new Uint32Array(side * side)
  writeSegments(pixels, side, area, segments, matrix, width, 7)
  return Array.from({ length: side }, (_, y) => Array.from(pixels.subarray(y * side, (y + 1) * side), (value) => (value === 7 ? '#' : '.')).join('').replace(/\.+$/, '')).join('\n').replace(/\n+$/, '').split('\n')
}

/** The border of a pixel at (1, 1). */
const square = [1, 1, 2, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 1, 2, 2]

describe('borders of a mask as pixels of the canvas', () => {
  it('close around a pixel, at its enlarged size', () => {
    expect(written(square, [4, 0, 0, 4, 0, 0])).toEqual(['', '', '', '', '    #####', '    #   #', '    #   #', '    #   #', '    #####'].map((row) => row.replaceAll(' ', '.')))
  })

  it('are as wide as asked for, in the middle of the border', () => {
    expect(written([1, 1, 2, 1], [4, 0, 0, 4, 0, 0], 2)).toEqual(['', '', '', '...######', '...######'])
  })

  it('follow a view that is turned or mirrored', () => {
    // A quarter turn takes (x, y) to (-y, x).
    expect(written([0, 2, 3, 2], [0, 2, -2, 0, 8, 0])).toEqual(['....#', '....#', '....#', '....#', '....#', '....#', '....#'])
    expect(written([0, 1, 3, 1], [-2, 0, 0, 2, 8, 0])).toEqual(['', '', '..#######'])
  })

  it('stay inside the part that is painted, however far they reach', () => {
    expect(written([-1000, 1, 1000, 1], [1, 0, 0, 1, 0, 0], 1, { x: 3, y: 0, width: 4, height: side })).toEqual(['', '...####'])
    expect(written([-9, -9, -5, -9], [1, 0, 0, 1, 0, 0])).toEqual([''])
  })
})
