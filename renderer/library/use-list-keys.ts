import type { Virtualizer } from '@tanstack/react-virtual'
import { useCallback, useLayoutEffect, useMemo, useReducer, useRef, useState } from 'react'
import type { KeyboardEvent, RefObject } from 'react'
import type { BrowserRow } from './browser-rows'

export interface ListKeys {
  /** The line that Tab comes to. */
  readonly current: number
  onKeyDown(event: KeyboardEvent): void
  /** A line becomes the current one; `move` also puts the focus on it. */
  goTo(index: number, move: boolean): void
}

const page = 8

/** Arrows, page keys, Home and End walk through the lines that can be opened; the focus follows, also to lines that were not there before. */
export function useListKeys(virtual: Virtualizer<HTMLDivElement, Element>, scroller: RefObject<HTMLDivElement | null>, rows: readonly BrowserRow[], openRow: number): ListKeys {
  // By its key: what is imported meanwhile moves the lines on.
  const [chosen, setChosen] = useState<string | null>(null)
  const wantsFocus = useRef(false)
  const [, renderAgain] = useReducer((count: number) => count + 1, 0)
  const chosenRow = useMemo(() => (chosen === null ? -1 : rows.findIndex(({ key }) => key === chosen)), [rows, chosen])
  const current = chosenRow >= 0 ? chosenRow : openRow >= 0 ? openRow : rows.findIndex(isLine)

  // After every rendering: the line appears only once the list has scrolled to it.
  useLayoutEffect(() => {
    if (!wantsFocus.current) return
    const line = scroller.current?.querySelector<HTMLElement>(`[data-index="${current}"] [data-line]`)
    if (!line) return
    wantsFocus.current = false
    line.focus({ preventScroll: true })
  })

  const goTo = useCallback(
    (index: number, move: boolean) => {
      const row = rows[index]
      if (!isLine(row)) return
      setChosen(row.key)
      if (!move) return
      wantsFocus.current = true
      // The line may be the current one already: then nothing else would make the list look for it.
      renderAgain()
      virtual.scrollToIndex(index, { align: 'auto' })
    },
    [virtual, rows],
  )

  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Partial<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }
    const step = steps[event.key]
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey || (event.target as Element).closest('[role="menu"]') !== null) return
    event.preventDefault()
    goTo(walked(rows, current, step), true)
  }
  return { current, onKeyDown, goTo }
}

/** So many lines on, or as far as there are lines. */
function walked(rows: readonly BrowserRow[], from: number, step: number): number {
  const direction = Math.sign(step)
  let reached = from
  for (let index = from + direction, left = Math.abs(step); left > 0 && rows[index] !== undefined; index += direction) {
    if (!isLine(rows[index])) continue
    reached = index
    left--
  }
  return reached
}

/** Headings are passed over. */
function isLine(row: BrowserRow | undefined): row is BrowserRow {
  return row?.kind === 'series' || row?.kind === 'instance'
}
