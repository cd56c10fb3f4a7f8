import { create } from 'zustand'
import { paneCount, visiblePanes } from './pane'
import { paneOf, useViewer } from './viewer-store'
import type { ViewerState } from './viewer-store'

/** A pane rests when its frame has stayed for so long; a step after a rest is no motion yet. */
const restMs = 150

/**
 * Panes whose frame is changing: a cine plays in them or in one that they are linked with, or somebody scrolls. What is not worth
 * asking for frame by frame is asked for when they come to rest.
 */
export const useMotion = create<{ readonly moving: ReadonlySet<number> }>(() => ({ moving: new Set() }))

/** Panes whose frame has changed just now: the timer that forgets it, and whether it had done so just before. */
const stepped = new Map<number, { readonly timer: ReturnType<typeof setTimeout>; readonly again: boolean }>()

export function isMoving(pane: number): boolean {
  return useMotion.getState().moving.has(pane)
}

/** Whether the active pane is moving. */
export function useIsMoving(): boolean {
  const active = useViewer((state) => state.active)
  return useMotion(({ moving }) => moving.has(active))
}

useViewer.subscribe((state, before) => {
  for (let pane = 0; pane < paneCount; pane++) {
    const now = paneOf(state, pane)
    const was = paneOf(before, pane)
    if (now.instance !== null && now.instance.id === was.instance?.id && now.frame !== was.frame) step(pane)
  }
  update(state)
})

function step(pane: number): void {
  const before = stepped.get(pane)
  clearTimeout(before?.timer)
  const rest = (): void => {
    stepped.delete(pane)
    update(useViewer.getState())
  }
  stepped.set(pane, { timer: setTimeout(rest, restMs), again: before !== undefined })
}

function update(state: ViewerState): void {
  const visible = visiblePanes(state.layout, state.active)
  const played = visible.filter((pane) => paneOf(state, pane).playing)
  const scrolled = [...stepped].filter(([, { again }]) => again).map(([pane]) => pane)
  const moving = new Set([...scrolled, ...(state.link !== 'off' && played.length > 0 ? visible : played)])
  const before = useMotion.getState().moving
  if (moving.size !== before.size || [...moving].some((pane) => !before.has(pane))) useMotion.setState({ moving })
}
