import { menuCommand } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { chooseLabelAt } from '../labels/label-store'
import { useNeighbours } from '../library/use-neighbours'
import { stepFrame, useViewer } from '../state/viewer-store'
import type { Tool, ViewerState } from '../state/viewer-store'
import { maskToolIds } from '../tools/tool-ids'
import { useCommands } from './command-handlers'
import type { CommandHandler } from './command-handlers'
import type { CommandId } from './commands'

const choose = (tool: Tool) => (): void => useViewer.setState({ tool })
const toggle = (name: 'maskVisible' | 'maskOutline' | 'overlayText' | 'playing') => (): void => useViewer.setState((state: ViewerState) => ({ [name]: !state[name] }))

/** Choosing mask tools and labels. */
const toolCommands = {
  ...Object.fromEntries(maskToolIds.map((id) => [`tool-${id}`, choose(id)])),
  ...Object.fromEntries(Array.from({ length: 9 }, (_, place) => [`label-${place + 1}`, () => chooseLabelAt(place)])),
} as Partial<Record<CommandId, CommandHandler>>

/** What the window itself does on keys; the views add what only they can do. */
export function useWindowCommands(): void {
  const { actions } = useServices()
  const neighbour = useNeighbours()
  useCommands(Object.fromEntries(menuCommand.options.map((command) => [command, () => actions.run(command)])) as Partial<Record<CommandId, CommandHandler>>)
  useCommands(toolCommands)
  useCommands({
    'next-frame': () => stepFrame(1),
    'previous-frame': () => stepFrame(-1),
    'ten-frames-on': () => stepFrame(10),
    'ten-frames-back': () => stepFrame(-10),
    'first-frame': () => stepFrame(-Infinity),
    'last-frame': () => stepFrame(Infinity),
    'next-image': () => neighbour(1),
    'previous-image': () => neighbour(-1),
    'next-to-review': () => void actions.nextToReview(),
    'play-pause': toggle('playing'),
    'tool-window': choose('window'),
    'tool-zoom': choose('zoom'),
    'tool-pan': choose('pan'),
    'show-mask': toggle('maskVisible'),
    'mask-outline': toggle('maskOutline'),
    'overlay-text': toggle('overlayText'),
  })
}
