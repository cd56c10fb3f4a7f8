import { menuCommand } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { useNeighbours } from '../library/use-neighbours'
import { setBrushRadius, stepFrame, useViewer } from '../state/viewer-store'
import type { Tool, ViewerState } from '../state/viewer-store'
import { useCommands } from './command-handlers'
import type { CommandHandler } from './command-handlers'
import type { CommandId } from './commands'

const choose = (tool: Tool) => (): void => useViewer.setState({ tool })
const toggle = (name: 'maskVisible' | 'maskOutline' | 'overlayText' | 'playing') => (): void => useViewer.setState((state: ViewerState) => ({ [name]: !state[name] }))

/** What the window itself does on keys; the views add what only they can do. */
export function useWindowCommands(): void {
  const { actions } = useServices()
  const neighbour = useNeighbours()
  useCommands(Object.fromEntries(menuCommand.options.map((command) => [command, () => actions.run(command)])) as Partial<Record<CommandId, CommandHandler>>)
  useCommands({
    'next-frame': () => stepFrame(1),
    'previous-frame': () => stepFrame(-1),
    'ten-frames-on': () => stepFrame(10),
    'ten-frames-back': () => stepFrame(-10),
    'first-frame': () => stepFrame(-Infinity),
    'last-frame': () => stepFrame(Infinity),
    'next-image': () => neighbour(1),
    'previous-image': () => neighbour(-1),
    'play-pause': toggle('playing'),
    'tool-window': choose('window'),
    'tool-zoom': choose('zoom'),
    'tool-pan': choose('pan'),
    'tool-brush': choose('brush'),
    'tool-eraser': choose('eraser'),
    'smaller-brush': () => resizeBrush(-1),
    'larger-brush': () => resizeBrush(1),
    'show-mask': toggle('maskVisible'),
    'mask-outline': toggle('maskOutline'),
    'overlay-text': toggle('overlayText'),
  })
}

function resizeBrush(direction: 1 | -1): void {
  const { brushRadius } = useViewer.getState()
  setBrushRadius(brushRadius + direction * Math.max(0.5, Math.round(brushRadius / 8)))
}
