import { create } from 'zustand'

/** What may be painted over. */
export type PaintOver = 'everything' | 'background' | 'labelled'

interface ToolOptions {
  readonly paintOver: PaintOver
  /** What erases takes away the active label only. */
  readonly eraseActiveOnly: boolean
  /** A pen's pressure sets the width of its stroke. */
  readonly pressure: boolean
  readonly lasso: 'add' | 'remove'
  /** Which side of the outline is cut away. */
  readonly scissors: 'inside' | 'outside'
  /** Pixels; islands with fewer are small. */
  readonly smallestIsland: number
  /** Pixels by which labels grow and shrink. */
  readonly margin: number
  /** How far smart correct may decide anew, image pixels. */
  readonly smartReach: number
  /** How vessel-like a pixel must be for the threshold brush, 0 … 1. */
  readonly strictness: number
}

export const smartReachRange = { min: 8, max: 250 } as const

/** Settings of the tools that last while the page lives. */
export const useToolOptions = create<ToolOptions>(() => ({
  paintOver: 'everything',
  eraseActiveOnly: false,
  pressure: true,
  lasso: 'add',
  scissors: 'inside',
  smallestIsland: 30,
  margin: 1,
  smartReach: 60,
  strictness: 0.4,
}))

export function setSmartReach(reach: number): void {
  useToolOptions.setState({ smartReach: Math.min(smartReachRange.max, Math.max(smartReachRange.min, Math.round(reach))) })
}
