import { create } from 'zustand'
import type { FrameKey, Instance } from '../../electron/ipc/contract/index'
import type { ViewState } from '../viewport/image-viewport'

export type Section = 'viewer' | 'runs' | 'models'
export type Tool = 'window' | 'zoom' | 'pan' | 'brush' | 'eraser'

export interface CineFacts {
  readonly framesPerSecond: number | null
  readonly dropped: number
}

export interface ViewerState {
  section: Section
  /** What is open; the frame belongs to it. */
  instance: Instance | null
  /** All images of its series, in order: single pictures are scrolled through like frames. */
  siblings: readonly Instance[]
  frame: number
  /** Why the frame cannot be shown. */
  frameError: string | null
  frameLoading: boolean
  tool: Tool
  /** Image pixels. */
  brushRadius: number
  maskVisible: boolean
  maskOpacity: number
  maskOutline: boolean
  overlayText: boolean
  playing: boolean
  cine: CineFacts
  view: ViewState | null
}

export const brushRadiusRange = { min: 1, max: 80 } as const

/** State of the window that outlives a view. Pointer and cine code reads and writes it without going through React. */
export const useViewer = create<ViewerState>(() => ({
  section: 'viewer',
  instance: null,
  siblings: [],
  frame: 0,
  frameError: null,
  frameLoading: false,
  tool: 'window',
  brushRadius: 5,
  maskVisible: true,
  maskOpacity: 0.45,
  maskOutline: true,
  overlayText: true,
  playing: false,
  cine: { framesPerSecond: null, dropped: 0 },
  view: null,
}))

export function showSection(section: Section): void {
  useViewer.setState({ section })
}

export function setBrushRadius(radius: number): void {
  useViewer.setState({ brushRadius: Math.min(brushRadiusRange.max, Math.max(brushRadiusRange.min, Math.round(radius * 2) / 2)) })
}

/** Opens an image of a series; the one that is open stays on its frame. */
export function openInstance(instance: Instance, siblings: readonly Instance[]): void {
  const { instance: open } = useViewer.getState()
  if (open?.id === instance.id) return useViewer.setState({ section: 'viewer', instance, siblings })
  useViewer.setState({ section: 'viewer', instance, siblings, frame: 0, frameError: null, playing: false, view: null })
}

/** Goes to a frame, kept inside the run. */
export function goToFrame(frame: number): void {
  const { instance } = useViewer.getState()
  if (instance !== null) useViewer.setState({ frame: Math.min(instance.frames - 1, Math.max(0, Math.round(frame))) })
}

/** The shown frame and its instance, or null when nothing is open. */
export function shownKey(): FrameKey | null {
  const { instance, frame } = useViewer.getState()
  return instance === null ? null : { instanceId: instance.id, frame }
}

/** Steps through the frames of a run, or through the single pictures of a series. */
export function stepFrame(by: number): void {
  useViewer.setState({ playing: false })
  const { instance, siblings, frame } = useViewer.getState()
  if (instance?.frames !== 1 || siblings.length < 2) return goToFrame(frame + by)
  const index = siblings.findIndex((each) => each.id === instance.id) + by
  openInstance(siblings[Math.min(siblings.length - 1, Math.max(0, index))]!, siblings)
}
