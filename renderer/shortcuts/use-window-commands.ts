import { menuCommand } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { chooseLabelAt } from '../labels/label-store'
import { useNeighbours } from '../library/use-neighbours'
import { clearLoop, setLoopEnd, setLoopStart, stepCineSpeed } from '../state/cine-acts'
import { changeFilters, shiftSubtraction, subtractShownFrame, toggleSubtraction } from '../state/filter-acts'
import { stepFrame, useViewer } from '../state/viewer-store'
import type { Tool, ViewerState } from '../state/viewer-store'
import { maskToolIds } from '../tools/tool-ids'
import { useCommands } from './command-handlers'
import type { CommandHandler } from './command-handlers'
import type { CommandId } from './commands'

const choose = (tool: Tool) => (): void => useViewer.setState({ tool })
const toggle = (name: 'maskVisible' | 'maskOutline' | 'overlayText' | 'playing' | 'pingPong' | 'probe') => (): void => useViewer.setState((state: ViewerState) => ({ [name]: !state[name] }))

/** Choosing mask tools and labels. */
const toolCommands = {
  ...Object.fromEntries(maskToolIds.map((id) => [`tool-${id}`, choose(id)])),
  ...Object.fromEntries(Array.from({ length: 9 }, (_, place) => [`label-${place + 1}`, () => chooseLabelAt(place)])),
} as Partial<Record<CommandId, CommandHandler>>

/** What the window itself does on keys; the views add what only they can do, and what they do instead. */
export function useWindowCommands(): void {
  const { actions } = useServices()
  const neighbour = useNeighbours()
  useCommands(Object.fromEntries(menuCommand.options.map((command) => [command, () => actions.run(command)])) as Partial<Record<CommandId, CommandHandler>>, true)
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
    'cine-slower': () => stepCineSpeed(-1),
    'cine-faster': () => stepCineSpeed(1),
    'loop-start': setLoopStart,
    'loop-end': setLoopEnd,
    'loop-clear': clearLoop,
    'ping-pong': toggle('pingPong'),
    'tool-length': choose('length'),
    'tool-angle': choose('angle'),
    'tool-calibrate': choose('calibrate'),
    probe: toggle('probe'),
    magnifier: magnifyWhileHeld,
    subtraction: toggleSubtraction,
    'subtract-frame': subtractShownFrame,
    'subtract-left': () => shiftSubtraction(-1, 0),
    'subtract-right': () => shiftSubtraction(1, 0),
    'subtract-up': () => shiftSubtraction(0, -1),
    'subtract-down': () => shiftSubtraction(0, 1),
    equalise: () => changeFilters({ equalise: !useViewer.getState().filters.equalise }),
    sharpen: () => changeFilters({ sharpen: !useViewer.getState().filters.sharpen }),
    'play-pause': toggle('playing'),
    'tool-window': choose('window'),
    'tool-zoom': choose('zoom'),
    'tool-pan': choose('pan'),
    'show-mask': toggle('maskVisible'),
    'mask-outline': toggle('maskOutline'),
    'overlay-text': toggle('overlayText'),
  })
}

/** A lens while the key is down; where the menu has switched it on, the key switches it off. */
function magnifyWhileHeld(): () => void {
  const { magnifier } = useViewer.getState()
  useViewer.setState({ magnifier: !magnifier })
  return () => useViewer.setState({ magnifier: false })
}
