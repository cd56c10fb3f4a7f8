import { useEffect, useSyncExternalStore } from 'react'
import type { SeriesRow } from '../../electron/ipc/contract/index'
import type { ServiceClients } from '../connection/services'
import { useServices } from '../connection/services'

/** As many as the host answers at once. */
const atOnce = 500

/** What is known of single series: asked for when a line comes into sight, and again when something has changed. */
export class SeriesRows {
  private readonly rows = new Map<number, SeriesRow>()
  private readonly stale = new Set<number>()
  private readonly asked = new Set<number>()
  /** Asked for in vain: not again before they are looked at anew or something has changed. */
  private readonly unanswered = new Set<number>()
  private readonly listeners = new Set<() => void>()
  private visible: readonly number[] = []
  private waiting = false

  constructor(private readonly library: Pick<ServiceClients['library'], 'rows'>) {}

  get(seriesId: number): SeriesRow | undefined {
    return this.rows.get(seriesId)
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** These are in sight: those that are not known, or may have changed, are asked for together. */
  show(seriesIds: readonly number[]): void {
    this.visible = seriesIds
    for (const id of this.unanswered) if (!seriesIds.includes(id)) this.unanswered.delete(id)
    if (this.waiting || this.missing().length === 0) return
    this.waiting = true
    // What scrolls past within one frame is never asked for.
    requestAnimationFrame(() => {
      this.waiting = false
      void this.fetch(this.missing().slice(0, atOnce))
    })
  }

  /** Everything may have changed; what is shown stays until it is known anew. */
  refresh(): void {
    for (const id of this.rows.keys()) this.stale.add(id)
    this.unanswered.clear()
    this.show(this.visible)
  }

  private missing(): number[] {
    return this.visible.filter((id) => !this.asked.has(id) && !this.unanswered.has(id) && (!this.rows.has(id) || this.stale.has(id)))
  }

  private async fetch(seriesIds: readonly number[]): Promise<void> {
    if (seriesIds.length === 0) return
    const known = seriesIds.filter((id) => this.stale.delete(id))
    const left = new Set(seriesIds)
    for (const id of seriesIds) this.asked.add(id)
    try {
      for (const row of await this.library.rows({ seriesIds: [...seriesIds] })) {
        this.rows.set(row.id, row)
        left.delete(row.id)
      }
    } catch (error) {
      // The list itself reports a library that cannot be read.
      console.error(error)
      for (const id of known) this.stale.add(id)
    } finally {
      for (const id of seriesIds) this.asked.delete(id)
      for (const id of left) this.unanswered.add(id)
    }
    for (const listener of this.listeners) listener()
    this.show(this.visible)
  }
}

/** The row of a series, once it is known. */
export function useSeriesRow(seriesId: number): SeriesRow | undefined {
  const { seriesRows } = useServices()
  return useSyncExternalStore(
    (listener) => seriesRows.subscribe(listener),
    () => seriesRows.get(seriesId),
  )
}

export function useVisibleSeries(seriesIds: readonly number[]): void {
  const { seriesRows } = useServices()
  useEffect(() => seriesRows.show(seriesIds))
}
