import type { UserSettings } from '../../electron/ipc/contract/index'
import { usePeople } from '../people/people-store'
import { takeKeyChanges } from '../shortcuts/shortcut-keys'
import { takeOwnWindows } from '../viewer/own-windows'
import type { ServiceClients } from './services'

/** Loads the settings of whoever is at work and follows them when another window of theirs changes them. */
export async function watchSettings(client: ServiceClients['settings']): Promise<void> {
  client.on('changed', ({ person, settings }) => person === usePeople.getState().me?.name && take(settings))
  await readSettings(client)
}

export async function readSettings(client: ServiceClients['settings']): Promise<void> {
  take(await client.get({}))
}

/** The browser's place is not among them: each window has its own, once it is open. */
function take({ shortcuts, windows }: UserSettings): void {
  takeKeyChanges(shortcuts)
  takeOwnWindows(windows)
}
