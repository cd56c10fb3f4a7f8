import type { Instance } from '../../electron/ipc/contract/index'
import type { OrderedSeries } from '../../electron/ipc/series-order'

/** The lines of the study browser, in the order they are shown. All that a line says it says of `seriesId`. */
export type BrowserRow =
  | { readonly kind: 'patient' | 'study' | 'series'; readonly key: string; readonly seriesId: number }
  | { readonly kind: 'instance'; readonly key: string; readonly seriesId: number; readonly instance: Instance }

export interface BrowserRowOptions {
  /** Patients and studies have lines of their own. */
  readonly grouped: boolean
  /** The images of the open series: they follow it when there are several. */
  readonly open: { readonly seriesId: number; readonly instances: readonly Instance[] } | null
}

/** Patients → studies → series, or the series alone; below the open one its images. */
export function browserRows(order: readonly OrderedSeries[], { grouped, open }: BrowserRowOptions): BrowserRow[] {
  const rows: BrowserRow[] = []
  let before: OrderedSeries | null = null
  for (const each of order) {
    const { seriesId, studyId, patient } = each
    if (grouped && patient !== before?.patient) rows.push({ kind: 'patient', key: `patient ${seriesId}`, seriesId })
    if (grouped && studyId !== before?.studyId) rows.push({ kind: 'study', key: `study ${studyId}`, seriesId })
    rows.push({ kind: 'series', key: `series ${seriesId}`, seriesId })
    if (open?.seriesId === seriesId && open.instances.length > 1) {
      for (const instance of open.instances) rows.push({ kind: 'instance', key: `instance ${instance.id}`, seriesId, instance })
    }
    before = each
  }
  return rows
}
