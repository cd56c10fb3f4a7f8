import { describe, expect, it } from 'vitest'
import type { ComparedCase, ComparisonFigures, LabelBook } from '../../electron/ipc/contract/index'
import { classify, countedLabels } from '../../renderer/comparison/agreement-classes'
import { agreementColours, rgbOf } from '../../renderer/comparison/agreement-colours'
import { meanDice, worstFirst } from '../../renderer/cases/case-comparison'
import { comparedReadings, sourceName } from '../../renderer/comparison/comparison-store'
import { takenAt } from '../../renderer/comparison/decide'

const linear = (value: number): number => (value <= 10.31 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)
const labRoot = (value: number): number => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116)
const labOf = (rgb: readonly number[], matrix: readonly number[]): number[] => {
  const [red, green, blue] = rgb.map(linear) as [number, number, number]
  const seen = [0, 3, 6].map((row) => Math.min(1, Math.max(0, matrix[row]! * red + matrix[row + 1]! * green + matrix[row + 2]! * blue))) as [number, number, number]
  const x = labRoot((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.9505)
  const y = labRoot(0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2])
  const z = labRoot((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.089)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}
const distance = (one: number[], other: number[]): number => Math.hypot(...one.map((value, index) => value - other[index]!))

const figuresOf = (dice: number): ComparisonFigures => ({ agreement: 1, onlyA: 0, onlyB: 0, dice, clDice: dice, hausdorff95: 1, bettiZeroError: 0, lengthA: 1, lengthB: 1, missedLength: 0, addedLength: 0 })
const caseOf = (instanceId: number, teacher: number, student: number): ComparedCase => ({
  instanceId, frame: 0, seriesId: 1, patientId: 'P', sourceName: 'a', version: 1, approvedBy: 'A', approvedAt: '', models: [{ modelId: 'teacher', figures: figuresOf(teacher) }, { modelId: 'student', figures: figuresOf(student) }],
})

const labelOf = (id: number, vessel: boolean): LabelBook['labels'][number] => ({ id, name: String(id), colour: '#000000', vessel, locked: false, visible: true })

describe('the classes of a comparison', () => {
  const a = Uint8Array.of(0, 1, 2, 3, 0, 2)
  const b = Uint8Array.of(0, 0, 2, 1, 1, 0)
  const whole = { x: 0, y: 0, width: 3, height: 2 }
  const book: LabelBook = { labels: [labelOf(1, true), labelOf(2, true), labelOf(3, true), labelOf(6, false)], schemes: [], activeSchemeId: 1 }
  const found = (left: Uint8Array | null, right: Uint8Array | null, basis: 'vessel' | number, rect = whole): number[] => {
    const out = new Uint8Array(6).fill(9)
    const counts = new Int32Array(10)
    counts[9] = 6
    classify(out, left, right, countedLabels(basis, book), 3, rect, counts)
    expect([...counts]).toEqual(Array.from({ length: 10 }, (_, each) => out.filter((found) => found === each).length))
    return [...out]
  }

  it('are agreement, only A and only B: of all vessels, whatever their label, or of one label', () => {
    expect(found(a, b, 'vessel')).toEqual([0, 2, 1, 1, 3, 2])
    expect(found(a, b, 2)).toEqual([0, 0, 1, 0, 0, 2])
    expect(found(a, null, 'vessel')).toEqual([0, 2, 2, 2, 0, 2])
    expect(found(null, null, 'vessel')).toEqual([0, 0, 0, 0, 0, 0])
    // A catheter is no vessel; unknown labels are none either.
    expect(found(Uint8Array.of(6, 9, 1, 0, 0, 0), null, 'vessel')).toEqual([0, 0, 2, 0, 0, 0])
  })

  it('are written inside the rectangle only', () => {
    expect(found(a, b, 'vessel', { x: 1, y: 0, width: 2, height: 1 })).toEqual([9, 2, 1, 9, 9, 9])
  })
})

describe('the colours of a comparison', () => {
  /** Linear transforms of what is left with each deficiency (Viénot, Brettel and Mollon 1999; Brettel et al. 1997 for the third). */
  const deficiencies = {
    none: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    protanopia: [0.11238, 0.88762, 0, 0.11238, 0.88762, 0, 0.00401, -0.00401, 1],
    deuteranopia: [0.29275, 0.70725, 0, 0.29275, 0.70725, 0, -0.02234, 0.02234, 1],
    tritanopia: [1, 0.14461, -0.14461, 0, 0.85924, 0.14076, 0, 0.85924, 0.14076],
  }

  it.each(Object.entries(deficiencies))('are far apart with %s', (_name, matrix) => {
    const [both, onlyA, onlyB] = [agreementColours.both, agreementColours.a, agreementColours.b].map((colour) => labOf(rgbOf(colour), matrix)) as [number[], number[], number[]]
    // A difference of 2.3 is just noticeable.
    for (const apart of [distance(both, onlyA), distance(both, onlyB), distance(onlyA, onlyB)]) expect(apart).toBeGreaterThan(25)
  })
})

describe('sources', () => {
  it('have a name of their own each', () => {
    const names = [{ kind: 'current' }, { kind: 'predicted' }, { kind: 'version', number: 1 }, { kind: 'version', number: 2 }, { kind: 'reading', number: 1 }, { kind: 'act', sequence: 1 }, { kind: 'model', modelId: 'a' }] as const
    expect(new Set(names.map(sourceName)).size).toBe(names.length)
  })

  it('are decided between when both are readings and not the same one', () => {
    expect(comparedReadings({ kind: 'reading', number: 2 }, { kind: 'reading', number: 1 })).toEqual({ first: 2, second: 1 })
    expect(comparedReadings({ kind: 'reading', number: 2 }, { kind: 'reading', number: 2 })).toBeNull()
    expect(comparedReadings({ kind: 'reading', number: 2 }, { kind: 'current' })).toBeNull()
  })

  it('say whose labels a pixel has', () => {
    const [first, second] = [Uint8Array.of(1, 0), Uint8Array.of(0, 2)]
    expect(takenAt(0, Uint8Array.of(1, 0), first, second)).toBe('first')
    expect(takenAt(1, Uint8Array.of(1, 2), first, second)).toBe('second')
    expect(takenAt(1, Uint8Array.of(1, 3), first, second)).toBeNull()
    expect(takenAt(1, undefined, first, second)).toBeNull()
  })
})

describe('cases', () => {
  const cases = [caseOf(1, 0.9, 0.7), caseOf(2, 0.6, 0.8), caseOf(3, 0.95, 0.94)]

  it('come worst first, of all models or of one, with the mean of each', () => {
    expect(worstFirst(cases, 'worst').map(({ instanceId }) => instanceId)).toEqual([2, 1, 3])
    expect(worstFirst(cases, 'student').map(({ instanceId }) => instanceId)).toEqual([1, 2, 3])
    expect(meanDice(cases, 'student')).toBeCloseTo((0.7 + 0.8 + 0.94) / 3, 12)
    expect(meanDice(cases, 'another')).toBeNull()
  })
})
