import { describe, expect, it } from 'vitest'
import { createRandom } from '../../ml/data/random'
import { createPhantomRun } from '../../ml/phantom/phantom-run'
import { cutWindow, windowAround } from '../../ml/vessel/image-window'
import { smartCorrect } from '../../ml/vessel/smart-correct'
import { vesselMaps } from '../../ml/vessel/vessel-maps'

const side = 160

const inTube = (row: number, centre: number) => Math.abs(row - centre) <= 3

/** A dark tube across the frame at row 60, and one at row 110 that the student does not see. */
function twoTubes() {
  const grey = new Float32Array(side * side).map((_, i) => (inTube(Math.floor(i / side), 60) || inTube(Math.floor(i / side), 110) ? 0.3 : 0.7))
  const probability = new Uint8Array(side * side).map((_, i) => (inTube(Math.floor(i / side), 60) ? 250 : inTube(Math.floor(i / side), 110) ? 60 : 4))
  return vesselMaps(grey, side, side, probability)
}

/** The mask after a decision. */
function applied(labelled: Uint8Array, { window, pixels }: ReturnType<typeof smartCorrect>, label: number): Uint8Array {
  const after = labelled.slice()
  pixels.forEach((value, i) => {
    if (value === 1) after[(window.top + Math.floor(i / window.columns)) * side + window.left + (i % window.columns)] = label
  })
  return after
}

describe('windowAround', () => {
  it('is the box with its margin, inside the image', () => {
    expect(windowAround([[10, 20], [14, 22]], 3, 100, 100)).toEqual({ left: 7, top: 17, columns: 11, rows: 9 })
    expect(windowAround([[1, 98]], 5, 100, 100)).toEqual({ left: 0, top: 93, columns: 7, rows: 7 })
    expect(windowAround([[-40, 300]], 5, 100, 100)).toEqual({ left: 0, top: 99, columns: 1, rows: 1 })
    expect(cutWindow(Uint8Array.from({ length: 12 }, (_, i) => i), 4, { left: 1, top: 1, rows: 2, columns: 2 })).toEqual(Uint8Array.of(5, 6, 9, 10))
  })
})

describe('smartCorrect', () => {
  const maps = twoTubes()

  it('adds the missed vessel that was clicked on, to its edges, as far as it may reach', () => {
    const labelled = new Uint8Array(side * side)
    const after = applied(labelled, smartCorrect(maps, labelled, { points: [[80, 110]], kind: 'vessel', reach: 30 }), 1)
    for (let column = 0; column < side; column++) {
      const found = Array.from({ length: side }, (_, row) => row).filter((row) => after[row * side + column] === 1)
      if (Math.abs(column - 80) > 33) expect(found).toEqual([])
      else if (Math.abs(column - 80) < 26) expect(found.length, `column ${column}`).toBeGreaterThanOrEqual(5)
      for (const row of found) expect(Math.abs(row - 110)).toBeLessThanOrEqual(6)
    }
  })

  it('removes a piece on its own as a whole and leaves the rest', () => {
    const labelled = new Uint8Array(side * side).map((_, i) => (Math.abs(Math.floor(i / side) - 60) <= 3 ? 1 : 0))
    const before = labelled.slice()
    for (let row = 20; row < 30; row++) labelled.fill(1, row * side + 90, row * side + 98)
    expect(applied(labelled, smartCorrect(maps, labelled, { points: [[93, 25]], kind: 'background', reach: 40 }), 0)).toEqual(before)
  })

  it('removes a twig that hangs on a surer trunk and leaves the trunk', () => {
    const trunk = new Uint8Array(side * side).map((_, i) => (Math.abs(Math.floor(i / side) - 60) <= 3 ? 1 : 0))
    const labelled = trunk.slice()
    for (let row = 64; row < 100; row++) labelled.fill(1, row * side + 70, row * side + 74)
    const after = applied(labelled, smartCorrect(maps, labelled, { points: [[72, 85]], kind: 'background', reach: 80 }), 0)
    for (let i = 0; i < trunk.length; i++) if (trunk[i] === 1) expect(after[i]).toBe(1)
    const left = after.reduce((sum, value, i) => sum + value - trunk[i]!, 0)
    expect(left).toBeLessThan(0.15 * 36 * 4)
  })

  it('only adds, or only removes, inside its reach, whatever is clicked (on phantoms)', () => {
    const random = createRandom(11)
    const size = side
    for (const seed of [101, 102, 103]) {
      const { pixels, mask } = createPhantomRun({ seed, size }).frame(0)
      const noisy = Uint8Array.from(mask, (label) => Math.min(255, Math.max(0, Math.round(120 * label + 60 + 40 * random.normal()))))
      const phantom = vesselMaps(Float32Array.from(pixels, (value) => value / 255), size, size, random.chance(0.7) ? noisy : null)
      for (let round = 0; round < 12; round++) {
        const kind = random.pick(['vessel', 'background'] as const)
        const reach = random.between(3, 50)
        const from: [number, number] = [random.between(-3, size + 3), random.between(-3, size + 3)]
        const points = [from, [from[0] + random.between(-9, 9), from[1] + random.between(-9, 9)] as [number, number]]
        const decision = smartCorrect(phantom, mask, { points, kind, reach })
        const after = applied(mask, decision, kind === 'vessel' ? 1 : 0)
        let changed = 0
        for (let i = 0; i < after.length; i++) {
          if (after[i] === mask[i]) continue
          changed++
          expect(mask[i]).toBe(kind === 'vessel' ? 0 : 1)
          const near = Math.min(...Array.from({ length: 21 }, (_, k) => Math.hypot(points[0]![0] + ((points[1]![0] - points[0]![0]) * k) / 20 - (i % size), points[0]![1] + ((points[1]![1] - points[0]![1]) * k) / 20 - Math.floor(i / size))))
          expect(near).toBeLessThanOrEqual(reach + 3)
        }
        expect(changed).toBe(decision.count)
      }
    }
  })
})
