import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'
import type { BrowserRow } from './browser-rows'
import { useBrowser } from './browser-store'

export interface ScrollPlace {
  readonly virtual: Virtualizer<HTMLDivElement, Element>
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly rows: readonly BrowserRow[]
  readonly openInstanceId: number | null
  /** The line of the open image, or -1. */
  readonly openRow: number
}

/** The list opens where it was left; afterwards the open image is brought into sight whenever it becomes another one. */
export function useScrollPlace({ virtual, scroller, rows, openInstanceId, openRow }: ScrollPlace): void {
  const restored = useRef(false)
  const shown = useRef<number | null>(null)

  useEffect(() => {
    if (restored.current || rows.length === 0) return
    restored.current = true
    const { top } = useBrowser.getState()
    const start = top === null ? undefined : virtual.measurementsCache[rows.findIndex(({ seriesId }) => seriesId === top.seriesId)]?.start
    if (top !== null && start !== undefined) virtual.scrollToOffset(start + top.offset)
  }, [rows, virtual])

  useEffect(() => {
    if (openInstanceId === null || openRow < 0 || shown.current === openInstanceId) return
    const first = shown.current === null
    shown.current = openInstanceId
    if (!first || useBrowser.getState().top === null) virtual.scrollToIndex(openRow, { align: 'auto' })
  }, [openInstanceId, openRow, virtual])

  useEffect(() => {
    const element = scroller.current
    const remember = (): void => {
      const offset = element?.scrollTop ?? 0
      const line = virtual.getVirtualItemForOffset(offset)?.index
      const seriesId = line === undefined ? undefined : rows[line]?.seriesId
      if (line === undefined || seriesId === undefined) return
      let first = line
      while (rows[first - 1]?.seriesId === seriesId) first--
      useBrowser.setState({ top: { seriesId, offset: Math.round(offset - virtual.measurementsCache[first]!.start) } })
    }
    element?.addEventListener('scroll', remember, { passive: true })
    return () => element?.removeEventListener('scroll', remember)
  }, [scroller, rows, virtual])
}
