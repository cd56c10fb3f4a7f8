import { useEffect } from 'react'
import { create } from 'zustand'
import type { FrameKey } from '../../electron/ipc/contract/index'
import { isMoving, useMotion } from './motion'
import { Pace } from './pace'
import { paneCount } from './pane'
import { paneOf, useViewer } from './viewer-store'

/** How often panels follow a frame that is changing: rendering them costs more of the main thread than a frame of a cine may take. */
const panelsEveryMs = 250
/** How often a number or a slider does, which is written without React. */
const writtenEveryMs = 60

/** Frames by pane, as far as panels have followed. */
const useFollowed = create<{ readonly frames: readonly number[] }>(() => ({ frames: Array.from({ length: paneCount }, (_, pane) => paneOf(useViewer.getState(), pane).frame) }))

for (let pane = 0; pane < paneCount; pane++) {
  const follow = (): void => {
    const { frame } = paneOf(useViewer.getState(), pane)
    const { frames } = useFollowed.getState()
    if (frames[pane] !== frame) useFollowed.setState({ frames: frames.with(pane, frame) })
  }
  followFrame(pane, panelsEveryMs, follow)
}

/** The frame of a pane (the active one when none is named) for what is shown beside the image: a few times a second while frames pass by. */
export function useFrame(pane?: number): number {
  const active = useViewer((state) => state.active)
  return useFollowed(({ frames }) => frames[pane ?? active]!)
}

/** The frame that panels show, and its instance; null when nothing is open. What acts on the frame takes `shownKey()`. */
export function useFrameKey(): FrameKey | null {
  const instanceId = useViewer((state) => state.instance?.id ?? null)
  const frame = useFrame()
  return instanceId === null ? null : { instanceId, frame }
}

/** Calls `write` with the frame of a pane now and whenever it changes, several times a second while frames pass by. */
export function useFrameWriter(pane: number, write: (frame: number) => void): void {
  useEffect(() => {
    const act = (): void => write(paneOf(useViewer.getState(), pane).frame)
    act()
    return followFrame(pane, writtenEveryMs, act)
  }, [pane, write])
}

/** Calls back when the frame of a pane changes: at once, but paced while frames pass by. Returns the function that ends it. */
export function followFrame(pane: number, everyMs: number, act: () => void): () => void {
  const pace = new Pace(everyMs, act)
  const detach = [
    useViewer.subscribe((state, before) => {
      const now = paneOf(state, pane)
      const was = paneOf(before, pane)
      if (now.frame === was.frame && now.instance === was.instance) return
      if (isMoving(pane) && now.instance === was.instance) pace.ask()
      else pace.now()
    }),
    useMotion.subscribe(({ moving }, { moving: before }) => before.has(pane) && !moving.has(pane) && pace.now()),
    () => pace.stop(),
  ]
  return () => detach.forEach((stop) => stop())
}
