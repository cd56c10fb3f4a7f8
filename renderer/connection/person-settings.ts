import type { UserSettings } from '../../electron/ipc/contract/index'
import { usePeople } from '../people/people-store'
import type { ServiceClients } from './services'

/** Hands on the settings of whoever is at work: now, when another window of theirs changes them, and when somebody else takes over. */
export async function watchSettings(settings: ServiceClients['settings'], take: (settings: UserSettings) => void): Promise<void> {
  const load = async (): Promise<void> => take(await settings.get({}))
  settings.on('changed', ({ person, settings: changed }) => person === usePeople.getState().me?.name && take(changed))
  usePeople.subscribe(({ me }, before) => me !== null && me.id !== before.me?.id && void load().catch((error: unknown) => console.error(error)))
  if (usePeople.getState().me !== null) await load()
}
