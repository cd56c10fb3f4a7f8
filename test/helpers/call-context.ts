import type { ActingPerson } from '../../electron/ipc/caller'
import { roles } from '../../electron/ipc/permissions'

/** What a service is given with a call that somebody makes, here with every role. */
export function contextOf(name = 'tester', changes: Partial<ActingPerson> = {}) {
  const person: ActingPerson = { id: 1, name, roles, ...changes }
  return { signal: new AbortController().signal, progress: () => undefined as never, caller: { personId: person.id }, person }
}
