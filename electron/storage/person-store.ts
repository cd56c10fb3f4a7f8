import type { LibrarySettings, Person } from '../ipc/contract/index'
import { librarySettings } from '../ipc/contract/people'
import type { Role } from '../ipc/permissions'
import { ServiceError } from '../ipc/service-error'
import { writeAudit } from './audit-log'
import type { Database } from './database'
import { readLibraryValue, writeLibraryValue } from './library-values'

interface PersonRow {
  id: number
  name: string
  roles: string
  active: number
  created_at: string
}

const settingsKey = 'settings'
const defaultSettings: LibrarySettings = { ownApproval: 'alone' }

/** People of the library and its settings; every change of either is audited. */
export class PersonStore {
  constructor(private readonly database: Database) {}

  /** In order of their creation. */
  list(): Person[] {
    return this.database.all<PersonRow>('SELECT * FROM person ORDER BY id').map(personOf)
  }

  /** Fails with `not-found`. */
  get(id: number): Person {
    const row = this.database.get<PersonRow>('SELECT * FROM person WHERE id = ?', id)
    if (!row) throw new ServiceError('not-found', `There is no person ${id} in this library.`)
    return personOf(row)
  }

  create(name: string, roles: readonly Role[], who: string): Person {
    return this.database.transaction(() => {
      const taken = this.list().some((person) => person.name.toLocaleLowerCase() === name.toLocaleLowerCase())
      if (taken) throw new ServiceError('conflict', `There is a person named ${name} already.`)
      const { lastId } = this.database.run('INSERT INTO person (name, roles, active, created_at) VALUES (?, ?, 1, ?)', name, JSON.stringify(roles), new Date().toISOString())
      writeAudit(this.database, { who, act: 'profile: create', subject: `person ${lastId}`, reason: `${name}: ${roles.join(', ')}` })
      return this.get(lastId)
    })
  }

  update(id: number, roles: readonly Role[], active: boolean, who: string): Person {
    return this.database.transaction(() => {
      const before = this.get(id)
      this.database.run('UPDATE person SET roles = ?, active = ? WHERE id = ?', JSON.stringify(roles), active ? 1 : 0, id)
      if (!this.list().some((person) => person.active && person.roles.includes('admin'))) {
        throw new ServiceError('conflict', 'Nobody would be an admin any more, and nobody could change that: make somebody else an admin first.')
      }
      writeAudit(this.database, { who, act: 'profile: change', subject: `person ${id}`, reason: `${before.name}: ${standing(before)} → ${standing({ roles, active })}` })
      return this.get(id)
    })
  }

  settings(): LibrarySettings {
    const stored = readLibraryValue(this.database, settingsKey)
    return stored === null ? defaultSettings : librarySettings.parse(JSON.parse(stored))
  }

  /** Whether somebody may approve what he or she corrected last. */
  allowsOwnApproval(): boolean {
    const { ownApproval } = this.settings()
    return ownApproval === 'always' || (ownApproval === 'alone' && this.list().filter(({ active }) => active).length <= 1)
  }

  changeSettings(settings: LibrarySettings, who: string): LibrarySettings {
    this.database.transaction(() => {
      const before = JSON.stringify(this.settings())
      const after = JSON.stringify(settings)
      if (before === after) return
      writeLibraryValue(this.database, settingsKey, after)
      writeAudit(this.database, { who, act: 'settings: change', subject: 'library', reason: `${before} → ${after}` })
    })
    return settings
  }
}

function standing({ roles, active }: { roles: readonly Role[]; active: boolean }): string {
  return `${roles.join(', ')}${active ? '' : ' (inactive)'}`
}

function personOf(row: PersonRow): Person {
  return { id: row.id, name: row.name, roles: JSON.parse(row.roles) as Role[], active: row.active === 1, createdAt: row.created_at }
}
