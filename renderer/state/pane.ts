import { arrangementSettings } from '../../electron/ipc/contract/index'
import type { Instance } from '../../electron/ipc/contract/index'
import { noFilters } from '../filters/filter-settings'
import type { FilterSettings } from '../filters/filter-settings'
import type { ViewState } from '../viewport/image-viewport'

export interface CineFacts {
  readonly framesPerSecond: number | null
  /** Due frames that the display was too slow for, in the last second. */
  readonly dropped: number
}

/** The part of a run that the cine repeats; both frames included. */
export interface Loop {
  readonly from: number
  readonly to: number
}

/** One place for an image. */
export interface PaneState {
  /** What is open; the frame belongs to it. */
  instance: Instance | null
  /** All images of its series, in order: single pictures are scrolled through like frames. */
  siblings: readonly Instance[]
  frame: number
  /** Why the frame cannot be shown. */
  frameError: string | null
  frameLoading: boolean
  playing: boolean
  cine: CineFacts
  /** Null: the whole run. */
  loop: Loop | null
  view: ViewState | null
  filters: FilterSettings
}

export const emptyPane: PaneState = {
  instance: null,
  siblings: [],
  frame: 0,
  frameError: null,
  frameLoading: false,
  playing: false,
  cine: { framesPerSecond: null, dropped: 0 },
  loop: null,
  view: null,
  filters: noFilters,
}

export const layouts = arrangementSettings.shape.layout.options
export type Layout = (typeof layouts)[number]

export const paneCount = 4

/** The panes a layout shows, in reading order; the active one is always among them. */
export function visiblePanes(layout: Layout, active: number): readonly number[] {
  if (layout === '2x2') return [0, 1, 2, 3]
  if (layout === '1x1') return [active]
  return active < 2 ? [0, 1] : [2, 3]
}

/** How panes scroll together: not at all, on the same frame number, on the difference they had, or at the same part of their runs. */
export const linkModes = arrangementSettings.shape.link.options
export type LinkMode = (typeof linkModes)[number]

interface Place {
  readonly frames: number
  /** Its frame when the panes were linked. */
  readonly anchor: number
}

/** Where a linked pane goes when another one shows `frame`. */
export function linkedFrame(mode: Exclude<LinkMode, 'off'>, frame: number, moved: Place, follower: Place): number {
  const wanted = {
    frame,
    offset: follower.anchor + frame - moved.anchor,
    position: moved.frames < 2 ? 0 : Math.round((frame / (moved.frames - 1)) * (follower.frames - 1)),
  }[mode]
  return Math.min(follower.frames - 1, Math.max(0, wanted))
}
