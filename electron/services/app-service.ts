import type { Implementation } from '../ipc/contract'
import type { appContract, AppInfo, MenuCommand } from '../ipc/contract/index'
import { ServiceEvents } from '../ipc/emitter'
import { ServiceError } from '../ipc/service-error'

export interface AppServiceOptions {
  readonly info: Omit<AppInfo, 'name' | 'canPickPaths'>
  /** The native open dialog; absent on the browser host, which has none. */
  readonly pickPaths?: (kind: 'files' | 'folder') => Promise<string[]>
  readonly log: (line: string) => void
}

/** What the page knows about the program around it, and the menu's acts on their way to the page. */
export class AppService {
  readonly events = new ServiceEvents<typeof appContract>()
  readonly implementation: Implementation<typeof appContract>

  constructor({ info, pickPaths, log }: AppServiceOptions) {
    this.implementation = {
      info: () => ({ ...info, name: 'LightVessel Workstation', canPickPaths: pickPaths !== undefined }),
      pickPaths: async ({ kind }) => {
        if (!pickPaths) throw new ServiceError('unsupported', 'The browser host has no native dialog: drop files on the page or choose them there.')
        return { paths: await pickPaths(kind) }
      },
      log: ({ level, message }) => {
        // A page's words must not forge lines of the log.
        log(`page ${level}: ${message.replaceAll(/[\r\n\u2028\u2029]+/g, ' ⏎ ')}`)
        return {}
      },
    }
  }

  sendMenuCommand(command: MenuCommand): void {
    this.events.emit('menu', { command })
  }
}
