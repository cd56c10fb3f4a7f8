import type { Implementation } from '../ipc/contract'
import type { ActingPerson, Admit, Caller } from '../ipc/caller'
import type { peopleContract, Person, Refusal } from '../ipc/contract/index'
import { ServiceEvents } from '../ipc/emitter'
import { may, type Permission, roles, type Role, rolesFor } from '../ipc/permissions'
import { ServiceError } from '../ipc/service-error'
import type { Database } from '../storage/database'
import { PersonStore } from '../storage/person-store'

export interface PeopleServiceOptions {
  readonly database: Database
  /** The system's name for whoever runs the program: the first person of a new library, with every role. */
  readonly userName: string
}

/** Who works here, who a connection is, and what each may do. */
export class PeopleService {
  readonly events = new ServiceEvents<typeof peopleContract>()
  readonly store: PersonStore
  /** Asked for with every call, so they are kept; this service is the only one that changes them. */
  private people: Person[]

  constructor({ database, userName }: PeopleServiceOptions) {
    this.store = new PersonStore(database)
    this.people = this.store.list()
    if (this.people.length === 0) this.people = [this.store.create(userName, roles, userName)]
  }

  readonly implementation: Implementation<typeof peopleContract> = {
    list: () => this.people,
    me: (_input, { caller }) => this.of(caller),
    choose: ({ personId }, { caller }) => {
      const person = this.store.get(personId)
      if (!person.active) throw new ServiceError('conflict', `${person.name} works here no more; an admin can change that.`)
      caller.personId = person.id
      return person
    },
    create: ({ name, roles: wanted }, { person }) => {
      const onlyAnnotates = wanted.every((role) => role === 'annotator')
      if (!onlyAnnotates && !may(person, 'administer')) throw forbidden('role', ['admin'], 'You can enter yourself as an annotator; other roles are given by an admin.')
      return this.changed(this.store.create(name, wanted, person.name || name))
    },
    update: ({ personId, roles: wanted, active }, { person }) => this.changed(this.store.update(personId, wanted, active, person.name)),
    settings: () => this.store.settings(),
    changeSettings: (settings, { person }) => this.changed(this.store.changeSettings(settings, person.name)),
  }

  /** For the server: as whom a caller makes a call. */
  readonly admit: Admit = (caller, permission) => {
    const person = this.of(caller)
    if (permission === 'open') return person ?? { id: 0, name: '', roles: [] }
    if (person === null) throw forbidden('nobody', roles, 'Say who you are first: choose your profile.')
    requirePermission(person, permission)
    return person
  }

  /** The person chosen on a connection; with one person in the library it is that one. */
  private of(caller: Caller): Person | null {
    const active = this.active()
    if (caller.personId !== null) return active.find(({ id }) => id === caller.personId) ?? null
    return active.length === 1 ? active[0]! : null
  }

  private active(): Person[] {
    return this.people.filter((person) => person.active)
  }

  private changed<Answer>(answer: Answer): Answer {
    this.people = this.store.list()
    this.events.emit('changed', {})
    return answer
  }
}

function requirePermission(person: ActingPerson, permission: Exclude<Permission, 'open'>): void {
  if (may(person, permission)) return
  throw forbidden('role', rolesFor(permission), `${person.name} may not do this: it takes the role ${listOf(rolesFor(permission))}.`)
}

export function forbidden(reason: Refusal['reason'], needs: readonly Role[], message: string): ServiceError {
  return new ServiceError('forbidden', message, { reason, needs: [...needs] } satisfies Refusal)
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}
