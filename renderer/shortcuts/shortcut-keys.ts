import { create } from 'zustand'
import type { ServiceClients } from '../connection/services'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { printed } from './combination'
import { commands } from './commands'
import type { CommandId } from './commands'
import { keysOf } from './key-bindings'
import type { KeyChanges } from './key-bindings'

/** The person's own keys, the same in every part of the page. */
export const useKeyChanges = create<{ changes: KeyChanges }>(() => ({ changes: {} }))

/** The keys of a command as they are printed on a tooltip or menu item; empty when it has none. */
export function useKeysText(id: CommandId): string {
  const changes = useKeyChanges((state) => state.changes)
  return keysOf(id, changes).slice(0, 1).map(printed).join('')
}

/** From now on these keys hold. */
export function takeKeyChanges(shortcuts: KeyChanges): void {
  useKeyChanges.setState({ changes: knownOnly(shortcuts) })
}

/** Takes new keys over at once and stores them; when that fails it says so and the keys hold until the page is closed. */
export async function changeKeys(settings: ServiceClients['settings'], changes: KeyChanges): Promise<void> {
  useKeyChanges.setState({ changes })
  const shortcuts = Object.fromEntries(Object.entries(changes).map(([id, keys]) => [id, [...keys]]))
  await settings.change({ shortcuts }).catch((error: unknown) => notify('error', messageOf(error)))
}

/** Keys of commands that this version does not know are not shown and not lost before something is changed. */
function knownOnly(stored: Readonly<Record<string, readonly string[]>>): KeyChanges {
  return Object.fromEntries(Object.entries(stored).filter(([id]) => id in commands))
}
