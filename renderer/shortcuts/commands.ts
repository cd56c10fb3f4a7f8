import type { ParseKeys } from 'i18next'
import type { Combination } from './combination'

/** The headings of the sheet, in its order. */
export const commandGroups = ['navigate', 'look', 'measure', 'correct', 'compare', 'work'] as const
export type CommandGroup = (typeof commandGroups)[number]

/** Where its keys work: in the whole window, only while the viewer shows an image, or there while a tool has a cursor for keys. */
export type CommandPlace = 'everywhere' | 'viewer' | 'cursor'

export interface Command {
  readonly group: CommandGroup
  readonly place: CommandPlace
  /** What it is called, in the sheet, menus and tooltips. */
  readonly label: ParseKeys
  /** Its keys until a person changes them; several do the same. */
  readonly keys: readonly Combination[]
  /** Goes on for as long as the key is held down. */
  readonly repeats?: true
  /** What the mouse does instead; only told in the sheet. */
  readonly mouse?: ParseKeys
}

/**
 * Everything that keys do, in the order of the sheet. A new one is a row here and a handler: `useCommands({ id: act })`
 * in a component. Keys without a handler do nothing.
 */
export const commands = {
  // First of all: while there is a cursor, its arrows go before what they mean otherwise.
  'cursor-left': { group: 'measure', place: 'cursor', label: 'cursor.left', keys: ['left'], repeats: true },
  'cursor-right': { group: 'measure', place: 'cursor', label: 'cursor.right', keys: ['right'], repeats: true },
  'cursor-up': { group: 'measure', place: 'cursor', label: 'cursor.up', keys: ['up'], repeats: true },
  'cursor-down': { group: 'measure', place: 'cursor', label: 'cursor.down', keys: ['down'], repeats: true },
  'cursor-far-left': { group: 'measure', place: 'cursor', label: 'cursor.farLeft', keys: ['shift+left'], repeats: true },
  'cursor-far-right': { group: 'measure', place: 'cursor', label: 'cursor.farRight', keys: ['shift+right'], repeats: true },
  'cursor-far-up': { group: 'measure', place: 'cursor', label: 'cursor.farUp', keys: ['shift+up'], repeats: true },
  'cursor-far-down': { group: 'measure', place: 'cursor', label: 'cursor.farDown', keys: ['shift+down'], repeats: true },

  'next-frame': { group: 'navigate', place: 'viewer', label: 'command.nextFrame', keys: ['right'], repeats: true, mouse: 'mouse.wheel' },
  'previous-frame': { group: 'navigate', place: 'viewer', label: 'command.previousFrame', keys: ['left'], repeats: true, mouse: 'mouse.wheel' },
  'ten-frames-on': { group: 'navigate', place: 'viewer', label: 'command.tenFramesOn', keys: ['pagedown'], repeats: true },
  'ten-frames-back': { group: 'navigate', place: 'viewer', label: 'command.tenFramesBack', keys: ['pageup'], repeats: true },
  'first-frame': { group: 'navigate', place: 'viewer', label: 'command.firstFrame', keys: ['home'] },
  'last-frame': { group: 'navigate', place: 'viewer', label: 'command.lastFrame', keys: ['end'] },
  'next-image': { group: 'navigate', place: 'viewer', label: 'command.nextImage', keys: ['down'], repeats: true },
  'previous-image': { group: 'navigate', place: 'viewer', label: 'command.previousImage', keys: ['up'], repeats: true },
  'search-studies': { group: 'navigate', place: 'everywhere', label: 'browser.search', keys: ['/'] },
  'play-pause': { group: 'navigate', place: 'viewer', label: 'command.playPause', keys: ['space'] },

  'cine-slower': { group: 'navigate', place: 'viewer', label: 'cine.slower', keys: ['shift+down'], repeats: true },
  'cine-faster': { group: 'navigate', place: 'viewer', label: 'cine.faster', keys: ['shift+up'], repeats: true },
  'loop-start': { group: 'navigate', place: 'viewer', label: 'cine.loopStart', keys: ['<'] },
  'loop-end': { group: 'navigate', place: 'viewer', label: 'cine.loopEnd', keys: ['>'] },
  'loop-clear': { group: 'navigate', place: 'viewer', label: 'cine.loopClear', keys: ['shift+l'] },
  'ping-pong': { group: 'navigate', place: 'viewer', label: 'cine.pingPong', keys: ['shift+p'] },
  'next-pane': { group: 'navigate', place: 'viewer', label: 'layout.next', keys: ['q'] },
  'link-panes': { group: 'navigate', place: 'viewer', label: 'layout.link', keys: ['shift+q'] },
  'layout-1x1': { group: 'navigate', place: 'viewer', label: 'layout.1x1', keys: ['shift+1'] },
  'layout-1x2': { group: 'navigate', place: 'viewer', label: 'layout.1x2', keys: ['shift+2'] },
  'layout-2x2': { group: 'navigate', place: 'viewer', label: 'layout.2x2', keys: ['shift+4'] },

  'tool-window': { group: 'look', place: 'viewer', label: 'tool.window', keys: ['w'], mouse: 'mouse.rightDrag' },
  'tool-zoom': { group: 'look', place: 'viewer', label: 'tool.zoom', keys: ['z'], mouse: 'mouse.shiftWheel' },
  'tool-pan': { group: 'look', place: 'viewer', label: 'tool.pan', keys: ['p'], mouse: 'mouse.middleDrag' },
  invert: { group: 'look', place: 'viewer', label: 'view.invert', keys: ['i'] },
  fit: { group: 'look', place: 'viewer', label: 'view.fit', keys: ['f'] },
  'one-to-one': { group: 'look', place: 'viewer', label: 'view.oneToOne', keys: ['0'] },
  'zoom-in': { group: 'look', place: 'viewer', label: 'view.zoomIn', keys: ['plus', '='], repeats: true },
  'zoom-out': { group: 'look', place: 'viewer', label: 'view.zoomOut', keys: ['-'], repeats: true },
  'rotate-right': { group: 'look', place: 'viewer', label: 'turn.right', keys: ['shift+r'] },
  'rotate-left': { group: 'look', place: 'viewer', label: 'turn.left', keys: ['alt+r'] },
  'flip-sideways': { group: 'look', place: 'viewer', label: 'turn.sideways', keys: ['shift+h'] },
  'flip-upside-down': { group: 'look', place: 'viewer', label: 'turn.upsideDown', keys: ['shift+v'] },
  'window-default': { group: 'look', place: 'viewer', label: 'command.windowDefault', keys: ['f2'] },
  'window-full': { group: 'look', place: 'viewer', label: 'command.windowFull', keys: ['f3'] },
  'window-automatic': { group: 'look', place: 'viewer', label: 'command.windowAutomatic', keys: ['f4'] },
  'own-window-1': { group: 'look', place: 'viewer', label: 'window.own1', keys: ['f6'] },
  'own-window-2': { group: 'look', place: 'viewer', label: 'window.own2', keys: ['f7'] },
  'own-window-3': { group: 'look', place: 'viewer', label: 'window.own3', keys: ['f8'] },
  subtraction: { group: 'look', place: 'viewer', label: 'filter.subtraction', keys: ['d'] },
  'subtract-frame': { group: 'look', place: 'viewer', label: 'filter.subtractFrame', keys: ['shift+d'] },
  'subtract-left': { group: 'look', place: 'viewer', label: 'filter.moveLeft', keys: ['alt+left'], repeats: true },
  'subtract-right': { group: 'look', place: 'viewer', label: 'filter.moveRight', keys: ['alt+right'], repeats: true },
  'subtract-up': { group: 'look', place: 'viewer', label: 'filter.moveUp', keys: ['alt+up'], repeats: true },
  'subtract-down': { group: 'look', place: 'viewer', label: 'filter.moveDown', keys: ['alt+down'], repeats: true },
  equalise: { group: 'look', place: 'viewer', label: 'filter.equalise', keys: ['h'] },
  sharpen: { group: 'look', place: 'viewer', label: 'filter.sharpen', keys: ['shift+u'] },
  'reset-view': { group: 'look', place: 'viewer', label: 'view.reset', keys: ['r'] },
  'tool-length': { group: 'measure', place: 'viewer', label: 'tool.length', keys: ['alt+l'] },
  'tool-angle': { group: 'measure', place: 'viewer', label: 'tool.angle', keys: ['shift+g'] },
  'tool-calibrate': { group: 'measure', place: 'viewer', label: 'tool.calibrate', keys: ['alt+g'] },
  probe: { group: 'measure', place: 'viewer', label: 'measure.probe', keys: ['shift+x'] },
  magnifier: { group: 'measure', place: 'viewer', label: 'command.magnifier', keys: ['y'] },
  'overlay-text': { group: 'look', place: 'viewer', label: 'view.overlayText', keys: ['t'] },

  'tool-brush': { group: 'correct', place: 'viewer', label: 'tool.brush', keys: ['b'] },
  'tool-eraser': { group: 'correct', place: 'viewer', label: 'tool.eraser', keys: ['e'] },
  'tool-lasso': { group: 'correct', place: 'viewer', label: 'tool.lasso', keys: ['l'] },
  'tool-scissors': { group: 'correct', place: 'viewer', label: 'tool.scissors', keys: ['x'] },
  'tool-fill': { group: 'correct', place: 'viewer', label: 'tool.fill', keys: ['k'] },
  'tool-islands': { group: 'correct', place: 'viewer', label: 'tool.islands', keys: ['j'] },
  'copy-to-next': { group: 'correct', place: 'viewer', label: 'copyMask.next', keys: ['alt+n'] },
  'copy-to-previous': { group: 'correct', place: 'viewer', label: 'copyMask.previous', keys: ['alt+shift+n'] },
  'tool-trace': { group: 'correct', place: 'viewer', label: 'tool.trace', keys: ['v'] },
  'tool-smart-correct': { group: 'correct', place: 'viewer', label: 'tool.smart-correct', keys: ['c'] },
  'tool-threshold-brush': { group: 'correct', place: 'viewer', label: 'tool.threshold-brush', keys: ['shift+b'] },
  propagate: { group: 'correct', place: 'viewer', label: 'propagation.command', keys: ['g'] },
  'smaller-brush': { group: 'correct', place: 'viewer', label: 'command.smallerBrush', keys: ['['], repeats: true, mouse: 'mouse.ctrlWheel' },
  'larger-brush': { group: 'correct', place: 'viewer', label: 'command.largerBrush', keys: [']'], repeats: true, mouse: 'mouse.ctrlWheel' },
  'finish-tool': { group: 'correct', place: 'viewer', label: 'command.finishTool', keys: ['enter'] },
  'step-back': { group: 'correct', place: 'viewer', label: 'command.stepBack', keys: ['backspace', 'delete'] },
  cancel: { group: 'correct', place: 'viewer', label: 'command.cancel', keys: ['esc'] },
  undo: { group: 'correct', place: 'viewer', label: 'mask.undo', keys: ['mod+z'], repeats: true },
  redo: { group: 'correct', place: 'viewer', label: 'mask.redo', keys: ['mod+shift+z', 'mod+y'], repeats: true },
  'label-1': { group: 'correct', place: 'viewer', label: 'labelKey.1', keys: ['1'] },
  'label-2': { group: 'correct', place: 'viewer', label: 'labelKey.2', keys: ['2'] },
  'label-3': { group: 'correct', place: 'viewer', label: 'labelKey.3', keys: ['3'] },
  'label-4': { group: 'correct', place: 'viewer', label: 'labelKey.4', keys: ['4'] },
  'label-5': { group: 'correct', place: 'viewer', label: 'labelKey.5', keys: ['5'] },
  'label-6': { group: 'correct', place: 'viewer', label: 'labelKey.6', keys: ['6'] },
  'label-7': { group: 'correct', place: 'viewer', label: 'labelKey.7', keys: ['7'] },
  'label-8': { group: 'correct', place: 'viewer', label: 'labelKey.8', keys: ['8'] },
  'label-9': { group: 'correct', place: 'viewer', label: 'labelKey.9', keys: ['9'] },
  'show-mask': { group: 'correct', place: 'viewer', label: 'mask.show', keys: ['m'] },
  'mask-outline': { group: 'correct', place: 'viewer', label: 'mask.outline', keys: ['o'] },

  compare: { group: 'compare', place: 'viewer', label: 'compare.title', keys: ['shift+c'] },
  'show-corrections': { group: 'compare', place: 'viewer', label: 'compare.corrections', keys: ['shift+e'] },
  'blink-sides': { group: 'compare', place: 'viewer', label: 'compare.blink', keys: ['shift+t'] },
  'next-difference': { group: 'compare', place: 'viewer', label: 'decide.next', keys: ['shift+j'] },
  'take-a': { group: 'compare', place: 'viewer', label: 'decide.takeA', keys: [','] },
  'take-b': { group: 'compare', place: 'viewer', label: 'decide.takeB', keys: ['.'] },

  'segment-frame': { group: 'work', place: 'viewer', label: 'segment.frame', keys: ['s'] },
  'segment-run': { group: 'work', place: 'viewer', label: 'segment.run', keys: ['shift+s'] },
  'approve-frame': { group: 'work', place: 'viewer', label: 'mask.approveNext', keys: ['a'] },
  'return-frame': { group: 'work', place: 'viewer', label: 'review.returnNext', keys: ['shift+a'] },
  'next-item': { group: 'work', place: 'everywhere', label: 'worklist.next', keys: ['n'] },
  'previous-item': { group: 'work', place: 'everywhere', label: 'worklist.previous', keys: ['shift+n'] },
  'next-to-review': { group: 'work', place: 'viewer', label: 'unsure.next', keys: ['u'] },
  'open-files': { group: 'work', place: 'everywhere', label: 'menu.openFiles', keys: ['mod+o'] },
  'open-folder': { group: 'work', place: 'everywhere', label: 'menu.openFolder', keys: ['mod+shift+o'] },
  export: { group: 'work', place: 'everywhere', label: 'menu.export', keys: ['mod+e'] },
  'import-deidentified': { group: 'work', place: 'everywhere', label: 'menu.importDeidentified', keys: [] },
  'import-mask': { group: 'work', place: 'viewer', label: 'menu.importMask', keys: [] },
  'new-distillation-run': { group: 'work', place: 'everywhere', label: 'menu.newRun', keys: [] },
  'show-viewer': { group: 'work', place: 'everywhere', label: 'section.viewer', keys: ['mod+1'] },
  'show-worklist': { group: 'work', place: 'everywhere', label: 'worklist.label', keys: ['mod+4'] },
  'show-runs': { group: 'work', place: 'everywhere', label: 'section.runs', keys: ['mod+2'] },
  'show-models': { group: 'work', place: 'everywhere', label: 'section.models', keys: ['mod+3'] },
  'library-settings': { group: 'work', place: 'everywhere', label: 'libraryDialog.title', keys: [] },
  'export-audit': { group: 'work', place: 'everywhere', label: 'audit.export', keys: [] },
  'show-shortcuts': { group: 'work', place: 'everywhere', label: 'shortcuts.title', keys: ['?'] },
} as const satisfies Record<string, Command>

export type CommandId = keyof typeof commands

export const commandIds = Object.keys(commands) as CommandId[]

export function commandOf(id: CommandId): Command {
  return commands[id]
}
