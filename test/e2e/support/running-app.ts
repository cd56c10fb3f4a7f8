import type { Page } from '@playwright/test'
import type { MenuCommand } from '../../../electron/ipc/contract/index'

/** One running workstation, on either host. */
export interface RunningApp {
  readonly page: Page
  /** Does what a person does to open files (or one folder). */
  openPaths(kind: 'files' | 'folder', paths: readonly string[]): Promise<void>
  menu(command: MenuCommand): Promise<void>
  /** SIGKILL to the program (and its engines die with it): a crash at any moment. */
  killHard(): Promise<void>
  /** The ordinary way out. */
  close(): Promise<void>
}
