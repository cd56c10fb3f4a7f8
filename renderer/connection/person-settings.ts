import type { UserSettings } from '../../electron/ipc/contract/index'
import { usePeople } from '../people/people-store'
import { takeKeyChanges } from '../shortcuts/shortcut-keys'
import { takeOwnWindows } from '../viewer/own-windows'
import type { ServiceClients } from './services'

/** Follows the settings of whoever is at work when another window of theirs changes them. */
export function watchSettings(client: ServiceClients['settings']): void {
  client.on('changed', ({ person, settings }) => person === usePeople.getState().me?.name && take(settings))
}

/** Sets keys and windows by settings that are on their way. */
export async function loadSettings(asked: Promise<UserSettings>): Promise<void> {
  take(await asked)
}

/** The browser's place is not among them: each window has its own, once it is open. */
function take({ shortcuts, windows }: UserSettings): void {
  takeKeyChanges(shortcuts)
  takeOwnWindows(windows)
}
