import { describe, expect, it } from 'vitest'
import { createRandom } from '../../ml/data/random'
import { createPhantomRun } from '../../ml/phantom/phantom-run'
import { cutWindow, windowAround } from '../../ml/vessel/image-window'
import { smartCorrect } from '../../ml/vessel/smart-correct'
import { vesselMaps } from '../../ml/vessel/vessel-maps'
import { vesselSegments } from '../../ml/vessel/vessel-segments'

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

/** The share of some pixels that is still labelled. */
function shareLeft(labelled: Uint8Array, pixels: ReadonlySet<number>): number {
  return [...pixels].filter((i) => labelled[i] === 1).length / pixels.size
}

/**
 * A trunk across the frame with two twigs that hang on it, to the left a true one and in the middle a false one; a vessel that is not
 * labelled leaves the false twig further down.
 */
function crossroads() {
  const at = (i: number) => [i % side, Math.floor(i / side)] as const
  const all = Array.from({ length: side * side }, (_, i) => i)
  const trunk = new Set(all.filter((i) => Math.abs(at(i)[1] - 60) <= 4))
  const twig = (column: number) => new Set(all.filter((i) => !trunk.has(i) && at(i)[1] > 60 && at(i)[1] < 140 && Math.abs(at(i)[0] - column) <= 2))
  const trueTwig = twig(35)
  const falseTwig = twig(80)
  const fork = new Set(all.filter((i) => Math.abs(at(i)[0] - 80 - (at(i)[1] - 98)) <= 3 && at(i)[1] > 103 && at(i)[1] < 150 && !falseTwig.has(i)))
  const labelled = new Uint8Array(side * side)
  for (const part of [trunk, trueTwig, falseTwig]) for (const i of part) labelled[i] = 1
  const grey = Float32Array.from(all, (i) => (labelled[i] === 1 ? 0.3 : 0.7))
  // The student is surer of the false twig than of the trunk around it: sureness alone cannot tell them apart.
  const doubtful = vesselMaps(grey, side, side, Uint8Array.from(all, (i) => (trueTwig.has(i) ? 200 : trunk.has(i) ? (at(i)[0] < 88 ? 60 : 250) : falseTwig.has(i) ? 150 : 4)))
  const missed = vesselMaps(Float32Array.from(all, (i) => (labelled[i] === 1 || fork.has(i) ? 0.3 : 0.7)), side, side, Uint8Array.from(all, (i) => (trunk.has(i) ? 250 : falseTwig.has(i) || fork.has(i) ? 70 : 4)))
  return { labelled, parts: { trunk, trueTwig, falseTwig, fork }, doubtful, missed }
}

describe('windowAround', () => {
  it('is the box with its margin, inside the image', () => {
    expect(windowAround([[10, 20], [14, 22]], 3, 100, 100)).toEqual({ left: 7, top: 17, columns: 11, rows: 9 })
    expect(windowAround([[1, 98]], 5, 100, 100)).toEqual({ left: 0, top: 93, columns: 7, rows: 7 })
    expect(windowAround([[-40, 300]], 5, 100, 100)).toEqual({ left: 0, top: 99, columns: 1, rows: 1 })
    expect(cutWindow(Uint8Array.from({ length: 12 }, (_, i) => i), 4, { left: 1, top: 1, rows: 2, columns: 2 })).toEqual(Uint8Array.of(5, 6, 9, 10))
  })
})

describe('vesselSegments', () => {
  it('cut a mask at its junctions: a trunk keeps its own width, twigs begin at its rim', () => {
    const { labelled, parts } = crossroads()
    const { numbers, sizes } = vesselSegments(labelled, side, side)
    const most = (pixels: ReadonlySet<number>) => {
      const counts = new Map<number, number>()
      for (const i of pixels) counts.set(numbers[i]!, (counts.get(numbers[i]!) ?? 0) + 1)
      const [number, count] = [...counts].sort((one, other) => other[1] - one[1])[0]!
      return { number, share: count / pixels.size, purity: count / sizes[number]! }
    }
    const [trueTwig, falseTwig] = [most(parts.trueTwig), most(parts.falseTwig)]
    expect(new Set([trueTwig.number, falseTwig.number, most(parts.trunk).number]).size).toBe(3)
    for (const { share, purity } of [trueTwig, falseTwig]) expect(Math.min(share, purity)).toBeGreaterThan(0.93)
    expect([...numbers.keys()].every((i) => (numbers[i] === 0) === (labelled[i] === 0))).toBe(true)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(side * side)
  })

  it('take no bump of the border for a vessel, and nothing apart that has no junction', () => {
    const tube = new Uint8Array(80 * 40).map((_, i) => (Math.abs(Math.floor(i / 80) - 20) <= 4 && i % 80 > 5 && i % 80 < 74 ? 1 : 0))
    for (let row = 14; row < 17; row++) tube.fill(1, row * 80 + 40, row * 80 + 43)
    expect(vesselSegments(tube, 40, 80).sizes).toHaveLength(2)
    expect(vesselSegments(new Uint8Array(12), 3, 4).sizes).toEqual(Uint32Array.of(12))
    expect(vesselSegments(new Uint8Array(12).fill(1), 3, 4).numbers.includes(0)).toBe(false)
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

  it('cuts a false branch at its junction with the true vessel, and only that branch, however unsure all of them are', () => {
    const { labelled, parts, doubtful } = crossroads()
    const after = applied(labelled, smartCorrect(doubtful, labelled, { points: [[80, 110]], kind: 'background', reach: 120 }), 0)
    expect(shareLeft(after, parts.falseTwig)).toBeLessThan(0.15)
    expect(shareLeft(after, parts.trunk)).toBeGreaterThan(0.97)
    expect(shareLeft(after, parts.trueTwig)).toBeGreaterThan(0.97)
  })

  it('adds the missed vessel that was clicked on up to its junctions, and not the one that leaves it there', () => {
    const { labelled, parts, missed } = crossroads()
    const before = labelled.map((value, i) => (parts.falseTwig.has(i) || parts.trueTwig.has(i) ? 0 : value))
    const after = applied(before, smartCorrect(missed, before, { points: [[80, 80]], kind: 'vessel', reach: 120 }), 1)
    const above = new Set([...parts.falseTwig].filter((i) => Math.floor(i / side) > 66 && Math.floor(i / side) < 94))
    expect(shareLeft(after, above)).toBeGreaterThan(0.9)
    expect(shareLeft(after, parts.fork)).toBeLessThan(0.2)
  })

  it('adds a missed vessel beside a labelled one that the scribble touches', () => {
    const labelled = new Uint8Array(side * side).map((_, i) => (inTube(Math.floor(i / side), 60) ? 1 : 0))
    const beside = vesselMaps(new Float32Array(side * side).map((_, i) => (inTube(Math.floor(i / side), 60) ? 0.2 : inTube(Math.floor(i / side), 80) ? 0.62 : 0.7)), side, side, new Uint8Array(side * side).map((_, i) => (inTube(Math.floor(i / side), 60) ? 255 : inTube(Math.floor(i / side), 80) ? 50 : 3)))
    const after = applied(labelled, smartCorrect(beside, labelled, { points: [[60, 61], [80, 61], [81, 80], [86, 80]], kind: 'vessel', reach: 40 }), 1)
    // From where the scribble comes down onto it.
    const found = Array.from({ length: 30 }, (_, k) => 82 + k).filter((column) => after[80 * side + column] === 1)
    expect(found.length).toBeGreaterThan(26)
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
