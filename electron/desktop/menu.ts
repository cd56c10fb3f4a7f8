import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../ipc/contract/index'

/** The application menu: each item sends its command to the page, which does the act. */
export function setApplicationMenu(send: (command: MenuCommand) => void): void {
  // The page listens to the same keys itself (the browser host has no menu): they are shown here, not taken.
  const item = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    id: command, label, accelerator, registerAccelerator: false, click: () => send(command),
  })
  const template: MenuItemConstructorOptions[] = [
    {
      label: '&File',
      submenu: [
        item('&Open files…', 'open-files', 'CmdOrCtrl+O'), item('Open &folder…', 'open-folder', 'CmdOrCtrl+Shift+O'), item('&Import de-identified…', 'import-deidentified'), { type: 'separator' },
        item('&Export…', 'export', 'CmdOrCtrl+E'), { type: 'separator' },
        item('&People, rules and log…', 'library-settings'), item('Export the &audit log…', 'export-audit'), { type: 'separator' }, { role: 'quit' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        item('&Undo', 'undo', 'CmdOrCtrl+Z'), item('&Redo', 'redo', 'CmdOrCtrl+Shift+Z'),
        { type: 'separator' }, { role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' },
      ],
    },
    { label: '&Mask', submenu: [item('&Segment frame', 'segment-frame'), item('Segment &run', 'segment-run'), item('&Approve frame', 'approve-frame'), item('Re&turn frame…', 'return-frame'), { type: 'separator' }, item('&Import mask for this frame…', 'import-mask')] },
    { label: '&Distillation', submenu: [item('&New run…', 'new-distillation-run')] },
    {
      label: '&View',
      submenu: [
        item('&Viewer', 'show-viewer'), item('&Worklist', 'show-worklist'), item('&Runs', 'show-runs'), item('&Models', 'show-models'),
        { type: 'separator' }, { role: 'togglefullscreen' }, { role: 'toggleDevTools' },
      ],
    },
    { label: '&Help', submenu: [item('&Keyboard shortcuts', 'show-shortcuts'), { role: 'about' }] },
  ]
  if (process.platform === 'darwin') template.unshift({ role: 'appMenu' })
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
