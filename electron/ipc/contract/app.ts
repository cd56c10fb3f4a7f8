import { z } from 'zod'
import { call, defineContract, event } from '../contract'
import { nothing } from './common'

/** Acts of the application menu; the desktop menu and the in-page menu send the same ones. */
export const menuCommand = z.enum([
  'open-files', 'open-folder', 'import-deidentified', 'import-mask', 'export', 'undo', 'redo', 'segment-frame', 'segment-run', 'approve-frame',
  'return-frame', 'next-item', 'previous-item', 'new-distillation-run', 'show-viewer', 'show-worklist', 'show-runs', 'show-models', 'show-shortcuts',
  'library-settings', 'export-audit',
])
export type MenuCommand = z.infer<typeof menuCommand>

export const appInfo = z.object({
  name: z.string(),
  version: z.string(),
  host: z.enum(['desktop', 'browser']),
  libraryFolder: z.string(),
  userName: z.string(),
  /** Whether `pickPaths` opens a native dialog; the browser host uploads files instead. */
  canPickPaths: z.boolean(),
})
export type AppInfo = z.infer<typeof appInfo>

export const appContract = defineContract({
  name: 'app',
  calls: {
    info: call({ input: nothing, output: appInfo, permission: 'open' }),
    /** Native open dialog; empty when the person cancelled. Fails with `unsupported` on the browser host. */
    pickPaths: call({ input: z.object({ kind: z.enum(['files', 'folder']) }), output: z.object({ paths: z.array(z.string()) }) }),
    /** A line from the page for the log file. */
    log: call({ input: z.object({ level: z.enum(['info', 'warn', 'error']), message: z.string().max(4000) }), output: nothing, permission: 'open' }),
  },
  events: { menu: event(z.object({ command: menuCommand })) },
})
