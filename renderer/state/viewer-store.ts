import { create } from 'zustand'
import type { FrameKey, Instance } from '../../electron/ipc/contract/index'
import type { MaskToolId, MeasureToolId, ViewTool } from '../tools/tool-ids'
import { emptyPane, linkedFrame, paneCount, visiblePanes } from './pane'
import type { Layout, LinkMode, PaneState } from './pane'

export type Section = 'viewer' | 'runs' | 'models'
export type Tool = ViewTool | MaskToolId | MeasureToolId

/**
 * State of the window. The fields of a pane are those of the active one, which menus, keys and panels work on; the other
 * panes are parked beside it, each in its place.
 */
export interface ViewerState extends PaneState {
  section: Section
  layout: Layout
  active: number
  /** By pane; the entry of the active one is not used. */
  parked: readonly PaneState[]
  link: LinkMode
  /** The frame of each pane when they were linked. */
  anchors: readonly number[]
  tool: Tool
  /** Image pixels. */
  brushRadius: number
  maskVisible: boolean
  maskOpacity: number
  maskOutline: boolean
  overlayText: boolean
  /** The value under the pointer is written on the image. */
  probe: boolean
  /** A lens follows the pointer. */
  magnifier: boolean
  /** 1: as it was taken. */
  cineSpeed: number
  /** The cine goes back and forth. */
  pingPong: boolean
}

export const brushRadiusRange = { min: 1, max: 80 } as const

/** State of the window that outlives a view. Pointer and cine code reads and writes it without going through React. */
export const useViewer = create<ViewerState>(() => ({
  ...emptyPane,
  section: 'viewer',
  layout: '1x1',
  active: 0,
  parked: Array.from({ length: paneCount }, () => emptyPane),
  link: 'off',
  anchors: Array.from({ length: paneCount }, () => 0),
  tool: 'window',
  brushRadius: 5,
  maskVisible: true,
  maskOpacity: 0.45,
  maskOutline: true,
  overlayText: true,
  probe: false,
  magnifier: false,
  cineSpeed: 1,
  pingPong: false,
}))

export function showSection(section: Section): void {
  useViewer.setState({ section })
}

export function setBrushRadius(radius: number): void {
  useViewer.setState({ brushRadius: Math.min(brushRadiusRange.max, Math.max(brushRadiusRange.min, Math.round(radius * 2) / 2)) })
}

/** Whether the viewer shows an image that keys and menus can work on. */
export function showsImage({ section, instance }: ViewerState): boolean {
  return section === 'viewer' && instance !== null
}

/** What a pane shows, active or not. */
export function paneOf(state: ViewerState, pane: number): PaneState {
  return pane === state.active ? state : state.parked[pane]!
}

export function usePane<Value>(pane: number, select: (pane: PaneState) => Value): Value {
  return useViewer((state) => select(paneOf(state, pane)))
}

export function changePane(pane: number, fields: Partial<PaneState>): void {
  useViewer.setState((state) => withPane(state, pane, fields))
}

function withPane(state: ViewerState, pane: number, fields: Partial<PaneState>): Partial<ViewerState> {
  return pane === state.active ? fields : { parked: state.parked.with(pane, { ...state.parked[pane]!, ...fields }) }
}

/** Makes a pane the one that keys, menus and panels work on. */
export function activatePane(pane: number): void {
  const state = useViewer.getState()
  if (pane === state.active) return
  const left = Object.fromEntries(Object.keys(emptyPane).map((name) => [name, state[name as keyof PaneState]])) as unknown as PaneState
  useViewer.setState({ ...state.parked[pane]!, active: pane, parked: state.parked.with(state.active, left) })
}

export function setLayout(layout: Layout): void {
  useViewer.setState({ layout })
  const state = useViewer.getState()
  const visible = visiblePanes(layout, state.active)
  for (let pane = 0; pane < paneCount; pane++) if (!visible.includes(pane)) changePane(pane, { playing: false })
}

/** The pane after the active one, of those that are shown. */
export function activateNextPane(): void {
  const { layout, active } = useViewer.getState()
  const visible = visiblePanes(layout, active)
  activatePane(visible[(visible.indexOf(active) + 1) % visible.length]!)
}

/** Links the panes, or lets them go; `offset` keeps the difference that they have now. */
export function setLink(link: LinkMode): void {
  const state = useViewer.getState()
  useViewer.setState({ link, anchors: anchorsOf(state) })
  if (link !== 'off' && link !== 'offset') goToFrame(state.frame)
}

function anchorsOf(state: ViewerState): readonly number[] {
  return Array.from({ length: paneCount }, (_, pane) => paneOf(state, pane).frame)
}

/** Opens an image of a series in a pane; the one that is open stays on its frame. */
export function openInstance(instance: Instance, siblings: readonly Instance[], pane = useViewer.getState().active): void {
  useViewer.setState({ section: 'viewer' })
  activatePane(pane)
  const { instance: open } = useViewer.getState()
  useViewer.setState(open?.id === instance.id ? { instance, siblings } : { ...emptyPane, instance, siblings })
  useViewer.setState({ anchors: anchorsOf(useViewer.getState()) })
}

/** Empties the panes that show an image which is not in the library any more. */
export function closeInstances(isGone: (instance: Instance) => boolean): void {
  for (let pane = 0; pane < paneCount; pane++) {
    const { instance } = paneOf(useViewer.getState(), pane)
    if (instance !== null && isGone(instance)) changePane(pane, emptyPane)
  }
}

/** Goes to a frame, kept inside the run; linked panes go along. */
export function goToFrame(frame: number, pane = useViewer.getState().active): void {
  const state = useViewer.getState()
  const { instance } = paneOf(state, pane)
  if (instance === null) return
  const wanted = Math.min(instance.frames - 1, Math.max(0, Math.round(frame)))
  let next: ViewerState = { ...state, ...withPane(state, pane, { frame: wanted }) }
  if (state.link !== 'off') {
    const moved = { frames: instance.frames, anchor: state.anchors[pane]! }
    for (const other of visiblePanes(state.layout, state.active)) {
      const follower = paneOf(state, other).instance
      if (other === pane || follower === null || follower.frames < 2) continue
      const place = { frames: follower.frames, anchor: state.anchors[other]! }
      next = { ...next, ...withPane(next, other, { frame: linkedFrame(state.link, wanted, moved, place) }) }
    }
  }
  useViewer.setState(next)
}

/** The shown frame and its instance, or null when nothing is open. */
export function shownKey(): FrameKey | null {
  const { instance, frame } = useViewer.getState()
  return instance === null ? null : { instanceId: instance.id, frame }
}

/** Steps through the frames of a run, or through the single pictures of a series. */
export function stepFrame(by: number, pane = useViewer.getState().active): void {
  changePane(pane, { playing: false })
  const { instance, siblings, frame } = paneOf(useViewer.getState(), pane)
  if (instance?.frames !== 1 || siblings.length < 2) return goToFrame(frame + by, pane)
  const index = siblings.findIndex((each) => each.id === instance.id) + by
  openInstance(siblings[Math.min(siblings.length - 1, Math.max(0, index))]!, siblings, pane)
}

/** Stops every cine: the viewer is left. */
export function stopPlaying(): void {
  for (let pane = 0; pane < paneCount; pane++) changePane(pane, { playing: false })
}
