import type { Virtualizer } from '@tanstack/react-virtual'
import { useCallback, useLayoutEffect, useReducer, useRef, useState } from 'react'
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
  const [chosen, setChosen] = useState<number | null>(null)
  const wantsFocus = useRef<number | null>(null)
  const [, renderAgain] = useReducer((count: number) => count + 1, 0)
  const current = chosen !== null && isLine(rows[chosen]) ? chosen : openRow >= 0 ? openRow : rows.findIndex(isLine)

  // After every rendering: the line appears only once the list has scrolled to it.
  useLayoutEffect(() => {
    if (wantsFocus.current === null) return
    const line = scroller.current?.querySelector<HTMLElement>(`[data-index="${wantsFocus.current}"] [data-line]`)
    if (!line) return
    wantsFocus.current = null
    line.focus({ preventScroll: true })
  })

  const goTo = useCallback(
    (index: number, move: boolean) => {
      if (index < 0) return
      setChosen(index)
      if (!move) return
      wantsFocus.current = index
      // The line may be the current one already: then nothing else would make the list look for it.
      renderAgain()
      virtual.scrollToIndex(index, { align: 'auto' })
    },
    [virtual],
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
function isLine(row: BrowserRow | undefined): boolean {
  return row?.kind === 'series' || row?.kind === 'instance'
}
