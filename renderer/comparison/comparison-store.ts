import { create } from 'zustand'
import type { ComparisonBasis, MaskSource } from '../../electron/ipc/contract/index'
import type { Rectangle } from '../masks/rectangle'
import { useViewer } from '../state/viewer-store'

export type Side = 'a' | 'b'

/** What the overlay shows: where both differ, one side to the left and the other to the right of a line, or one side alone. */
export type ComparisonView = 'differences' | 'swipe' | Side

interface ComparisonState {
  readonly open: boolean
  readonly a: MaskSource
  readonly b: MaskSource
  readonly basis: ComparisonBasis
  readonly view: ComparisonView
  /** Contours of both sides instead of coloured areas. */
  readonly outline: boolean
  /** Where the line of `swipe` is, 0..1 of the image area's width. */
  readonly swipe: number
  /** While a key is held: the side that is shown alone. */
  readonly blink: Side | null
  /** The table of the whole series is open. */
  readonly table: boolean
  /** A difference that is pointed out on the image. */
  readonly marked: Rectangle | null
}

/** What is compared in the viewer; stays while somebody scrolls, changes the series or plays a run. */
export const useComparison = create<ComparisonState>(() => ({
  open: false,
  a: { kind: 'predicted' },
  b: { kind: 'current' },
  basis: 'vessel',
  view: 'differences',
  outline: false,
  swipe: 0.5,
  blink: null,
  table: false,
  marked: null,
}))

/** Opens the comparison on two sides, seen as differences. */
export function compare(a: MaskSource, b: MaskSource): void {
  useComparison.setState({ open: true, a, b, view: 'differences' })
  useViewer.setState({ section: 'viewer' })
}

export function closeComparison(): void {
  useComparison.setState({ open: false, blink: null, table: false, marked: null })
}

export function swapSides(): void {
  const { a, b } = useComparison.getState()
  useComparison.setState({ a: b, b: a })
}

/** The readings that are compared, when both sides are one: then what differs can be decided. */
export function comparedReadings(a: MaskSource, b: MaskSource): { first: number; second: number } | null {
  return a.kind === 'reading' && b.kind === 'reading' && a.number !== b.number ? { first: a.number, second: b.number } : null
}

/** A name of the source that is the same for the same source. */
export function sourceName(source: MaskSource): string {
  switch (source.kind) {
    case 'version':
    case 'reading':
      return `${source.kind} ${source.number}`
    case 'act':
      return `act ${source.sequence}`
    case 'model':
      return `model ${source.modelId}`
    default:
      return source.kind
  }
}
