import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useLayoutEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { SeriesSort } from '../../electron/ipc/contract/index'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { BrowserHead } from './browser-head'
import { BrowserLine } from './browser-line'
import { BrowserNotice } from './browser-notice'
import { browserRows } from './browser-rows'
import type { BrowserRow } from './browser-rows'
import { useBrowser } from './browser-store'
import { useSeriesList } from './series-list'
import { useVisibleSeries } from './series-rows'
import css from './study-browser.module.css'
import { useFirstView } from './use-first-view'
import { useListKeys } from './use-list-keys'
import { useScrollPlace } from './use-scroll-place'

const heights: Record<BrowserRow['kind'], number> = { patient: 34, study: 22, series: 84, instance: 30 }
const groupedSorts: ReadonlySet<SeriesSort> = new Set(['newest', 'date', 'patient'])
const noOrder: readonly never[] = []

/** Everything in the library, found by searching, filtering, sorting and scrolling. Only the lines in sight exist. */
export function StudyBrowser() {
  const { t } = useTranslation()
  const list = useSeriesList()
  const order = list.data?.order
  useFirstView(order)
  const grouped = useBrowser((state) => groupedSorts.has(state.query.sort))
  const instance = useViewer((state) => state.instance)
  const siblings = useViewer((state) => state.siblings)
  const openSeries = instance?.seriesId ?? null
  const rows = useMemo(() => browserRows(order ?? noOrder, { grouped, open: openSeries === null ? null : { seriesId: openSeries, instances: siblings } }), [order, grouped, openSeries, siblings])

  const scroller = useRef<HTMLDivElement>(null)
  // Kept from one rendering to the next: otherwise every scrolled pixel would measure all lines anew.
  const estimateSize = useCallback((index: number) => heights[rows[index]!.kind], [rows])
  const getItemKey = useCallback((index: number) => rows[index]!.key, [rows])
  // oxlint-disable-next-line react/incompatible-library -- its functions change without notice; the page is not memoised by a compiler
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize, getItemKey, overscan: 4 })
  // Sizes are remembered by index: another list has others there.
  useLayoutEffect(() => virtual.measure(), [rows, virtual])
  const items = virtual.getVirtualItems()
  useVisibleSeries(items.flatMap(({ index }) => rows[index]?.seriesId ?? []))
  const openInstanceId = instance?.id ?? null
  const openRow = useMemo(
    () => rows.findIndex((row) => (row.kind === 'instance' ? row.instance.id === openInstanceId : row.kind === 'series' && row.seriesId === openSeries && siblings.length < 2)),
    [rows, openInstanceId, openSeries, siblings],
  )
  useScrollPlace({ virtual, scroller, rows, openInstanceId, openRow })
  const { current, onKeyDown, goTo } = useListKeys(virtual, scroller, rows, openRow)

  return (
    <aside className={css['browser']} aria-label={t('browser.label')}>
      <BrowserHead list={list.data} outdated={list.isPending || list.isPlaceholderData} onLeave={() => goTo(rows.findIndex(({ kind }) => kind === 'series'), true)} />
      <BrowserNotice list={list} />
      <div ref={scroller} className={css['list']} tabIndex={-1} onKeyDown={onKeyDown} data-testid={testIds.studyList} data-lines={rows.length}>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map((item) => {
            const row = rows[item.index]
            if (row === undefined) return null
            return (
              <div key={item.key} className={css['row']} data-index={item.index} style={{ transform: `translateY(${item.start}px)`, height: item.size }} onFocus={() => goTo(item.index, false)}>
                <BrowserLine row={row} grouped={grouped} openSeries={openSeries} openInstanceId={openInstanceId} tabIndex={item.index === current ? 0 : -1} />
              </div>
            )
          })}
        </div>
      </div>
    </aside>
  )
}
