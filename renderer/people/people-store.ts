import { create } from 'zustand'
import type { LibrarySettings, Person } from '../../electron/ipc/contract/index'
import { may, type Permission } from '../../electron/ipc/permissions'
import type { ServiceClients } from '../connection/services'

interface PeopleState {
  /** Who works on this page; null until somebody has said so. */
  readonly me: Person | null
  readonly people: readonly Person[]
  readonly settings: LibrarySettings
}

/** Who works here, as the whole page knows it. */
export const usePeople = create<PeopleState>(() => ({ me: null, people: [], settings: { ownApproval: 'alone' } }))

/** Outlives loading the page again in the same tab, and nothing else: on a shared machine the next person is asked. */
const storageKey = 'lightvessel.person'

/**
 * Finds out who works on this page: the person of before the page was loaded again, or the only one there is. Leaves `me` null when
 * somebody has to choose. Keeps profiles and settings up to date for as long as the page lives.
 */
export async function watchPeople(client: ServiceClients['people']): Promise<void> {
  client.on('changed', () => void readPeople(client))
  await readPeople(client)
  const { people } = usePeople.getState()
  const me = people.find(({ id, active }) => active && id === lastPersonId()) ?? (await client.me({}))
  if (me !== null) await choosePerson(client, me.id)
}

/** From now on this page works for this person. */
export async function choosePerson(client: ServiceClients['people'], personId: number): Promise<void> {
  const me = await client.choose({ personId })
  sessionStorage.setItem(storageKey, String(me.id))
  usePeople.setState({ me })
}

/** Who works on this page, or worked last; null before anybody did. */
export function lastPersonId(): number | null {
  return Number(sessionStorage.getItem(storageKey)) || null
}

/** Resolves when somebody works on this page. */
export function someoneChosen(): Promise<void> {
  return new Promise((resolve) => {
    const stop = usePeople.subscribe(({ me }) => {
      if (me === null) return
      stop()
      resolve()
    })
  })
}

/** After the connection was lost: the services are told again who works on this page. */
export async function resumePerson(client: ServiceClients['people']): Promise<void> {
  const { me } = usePeople.getState()
  if (me !== null) await client.choose({ personId: me.id })
  await readPeople(client)
}

/** Whether the person on this page may; the services decide, this only keeps what would be refused out of sight. */
export function useMay(permission: Permission): boolean {
  return usePeople(({ me }) => may(me, permission))
}

async function readPeople(client: ServiceClients['people']): Promise<void> {
  const [people, settings] = await Promise.all([client.list({}), client.settings({})])
  const { me } = usePeople.getState()
  usePeople.setState({ people, settings, me: people.find(({ id, active }) => active && id === me?.id) ?? null })
}
