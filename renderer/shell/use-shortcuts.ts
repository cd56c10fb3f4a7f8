import { useHotkeys } from 'react-hotkeys-hook'
import { useServices } from '../connection/services'
import { brushRadiusRange, setBrushRadius, stepFrame, useViewer } from '../state/viewer-store'
import type { Tool, ViewerState } from '../state/viewer-store'
import { useNeighbours } from '../library/use-neighbours'

const tools: Record<string, Tool> = { w: 'window', z: 'zoom', p: 'pan', b: 'brush', e: 'eraser' }


const toggle = (name: 'maskVisible' | 'maskOutline' | 'overlayText' | 'playing'): void => useViewer.setState((state: ViewerState) => ({ [name]: !state[name] }))

/** Keys stay free for those who type, and for dialogs and menus, which have keys of their own. */
const isTaken = (event: KeyboardEvent): boolean =>
  document.querySelector('[role="dialog"], [role="menu"]') !== null ||
  (event.target instanceof Element && event.target.matches('textarea, select, [contenteditable="true"], input:not([type="checkbox"], [type="radio"], [type="range"])'))

/** Of every shortcut: a slider or switch that was clicked last does not swallow them, as it would by the library's own rule. */
export const shortcutOptions = { ignoreEventWhen: isTaken, enableOnFormTags: true, preventDefault: true } as const

/** A slider that has the focus takes the arrows for itself. */
const onSlider = (event: KeyboardEvent): boolean => event.target instanceof Element && event.target.closest('[role="slider"]') !== null

/** Somebody who moves by keyboard presses the focused button with Space; after a click of the mouse Space is free. */
const onFocusedControl = (event: KeyboardEvent): boolean => event.target instanceof Element && event.target.matches('button:focus-visible, input:focus-visible')

/** Keys of the whole window. None fires while somebody types, and those of the viewer only while it is shown. */
export function useShortcuts(): void {
  const { actions } = useServices()
  const neighbour = useNeighbours()
  const section = useViewer((state) => state.section)
  const viewer = { ...shortcutOptions, enabled: section === 'viewer' }
  const arrows = { ...viewer, ignoreEventWhen: (event: KeyboardEvent) => isTaken(event) || onSlider(event) }

  useHotkeys('mod+o', () => actions.run('open-files'), shortcutOptions)
  useHotkeys('mod+shift+o', () => actions.run('open-folder'), shortcutOptions)
  useHotkeys('mod+1', () => actions.run('show-viewer'), shortcutOptions)
  useHotkeys('mod+2', () => actions.run('show-runs'), shortcutOptions)
  useHotkeys('mod+3', () => actions.run('show-models'), shortcutOptions)
  useHotkeys('shift+?', () => actions.run('show-shortcuts'), { ...shortcutOptions, useKey: true })
  useHotkeys('?', () => actions.run('show-shortcuts'), { ...shortcutOptions, useKey: true })

  useHotkeys('w,z,p,b,e', (_event, { keys }) => useViewer.setState({ tool: tools[keys?.[0] ?? 'w'] ?? 'window' }), viewer)
  useHotkeys('m', () => toggle('maskVisible'), viewer)
  useHotkeys('o', () => toggle('maskOutline'), viewer)
  useHotkeys('t', () => toggle('overlayText'), viewer)
  useHotkeys('space', () => toggle('playing'), { ...viewer, ignoreEventWhen: (event) => isTaken(event) || onFocusedControl(event) })
  useHotkeys('s', () => actions.run('segment-frame'), viewer)
  useHotkeys('shift+s', () => actions.run('segment-run'), viewer)
  useHotkeys('a', () => actions.run('approve-frame'), viewer)
  useHotkeys('mod+z', () => actions.run('undo'), viewer)
  useHotkeys('mod+shift+z,mod+y', () => actions.run('redo'), viewer)
  useHotkeys('left', () => stepFrame(-1), arrows)
  useHotkeys('right', () => stepFrame(1), arrows)
  useHotkeys('pageup', () => stepFrame(-10), viewer)
  useHotkeys('pagedown', () => stepFrame(10), viewer)
  useHotkeys('home', () => stepFrame(-Infinity), arrows)
  useHotkeys('end', () => stepFrame(Infinity), arrows)
  useHotkeys('up', () => neighbour(-1), arrows)
  useHotkeys('down', () => neighbour(1), arrows)
  useHotkeys('bracketleft,bracketright', (event) => {
    const { brushRadius } = useViewer.getState()
    const step = Math.max(0.5, Math.round(brushRadius / 8)) * (event.code === 'BracketLeft' ? -1 : 1)
    setBrushRadius(Math.max(brushRadiusRange.min, brushRadius + step))
  }, viewer)
}
