import { create } from 'zustand'
import type { ComparisonBasis, FrameComparison, MaskSource } from '../../electron/ipc/contract/index'
import type { ServiceClients } from '../connection/services'
import { isCancelled } from '../shell/is-cancelled'
import { messageOf } from '../shell/message-of'
import { sourceName } from './comparison-store'

export interface SeriesComparison {
  readonly seriesId: number
  readonly a: MaskSource
  readonly b: MaskSource
  readonly basis: ComparisonBasis
}

interface SeriesComparisonState {
  /** What the rows are about; null before the first. */
  readonly about: SeriesComparison | null
  readonly rows: readonly FrameComparison[]
  readonly total: number
  readonly error: string | null
  /** Ends the comparison that is going on; null when none is. */
  readonly cancel: (() => void) | null
}

/** The comparison of a whole series; goes on while its table is closed. */
export const useSeriesComparison = create<SeriesComparisonState>(() => ({ about: null, rows: [], total: 0, error: null, cancel: null }))

export function isAbout(state: SeriesComparisonState, about: SeriesComparison): boolean {
  return state.about !== null && state.about.seriesId === about.seriesId && state.about.basis === about.basis && sourceName(state.about.a) === sourceName(about.a) && sourceName(state.about.b) === sourceName(about.b)
}

/** Ends what goes on and shows nothing of it. */
export function forgetSeriesComparison(): void {
  useSeriesComparison.getState().cancel?.()
  useSeriesComparison.setState(useSeriesComparison.getInitialState(), true)
}

/** Compares all frames of a series anew; the one that was going on ends. */
export async function compareSeries(client: ServiceClients['comparison'], about: SeriesComparison): Promise<void> {
  useSeriesComparison.getState().cancel?.()
  const controller = new AbortController()
  const isCurrent = (): boolean => useSeriesComparison.getState().cancel === cancel
  const cancel = (): void => controller.abort()
  useSeriesComparison.setState({ about, rows: [], total: 0, error: null, cancel })
  const rows: FrameComparison[] = []
  let toldAt = 0
  try {
    await client.series(about, {
      signal: controller.signal,
      onProgress: ({ total, row }) => {
        rows.push(row)
        // A run of known frames comes faster than a table can be drawn.
        if (!isCurrent() || performance.now() - toldAt < 100) return
        toldAt = performance.now()
        useSeriesComparison.setState({ rows: [...rows], total })
      },
    })
    if (isCurrent()) useSeriesComparison.setState({ rows, total: rows.length, cancel: null })
  } catch (error) {
    if (!isCurrent()) return
    const cancelled = controller.signal.aborted || isCancelled(error)
    useSeriesComparison.setState({ rows: [...rows], cancel: null, error: cancelled ? null : messageOf(error) })
  }
}
