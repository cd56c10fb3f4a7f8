import type { Implementation } from '../ipc/contract'
import { type settingsContract, userSettings, type UserSettings, usualSettings } from '../ipc/contract/index'
import { ServiceEvents } from '../ipc/emitter'
import type { Database } from '../storage/database'
import { readLibraryValue, writeLibraryValue } from '../storage/library-values'

export interface SettingsServiceOptions {
  readonly database: Database
}

/** Each person's own settings, one value of the library a person. */
export class SettingsService {
  readonly events = new ServiceEvents<typeof settingsContract>()

  constructor(private readonly options: SettingsServiceOptions) {}

  readonly implementation: Implementation<typeof settingsContract> = {
    get: (_input, { person }) => this.read(person.name),
    change: (fields, { person }) => {
      const settings = { ...this.read(person.name), ...fields }
      writeLibraryValue(this.options.database, keyOf(person.name), JSON.stringify(settings))
      this.events.emit('changed', { person: person.name, settings })
      return {}
    },
  }

  private read(name: string): UserSettings {
    return settingsOf(readLibraryValue(this.options.database, keyOf(name)))
  }
}

function keyOf(name: string): string {
  return `settings:${name}`
}

/** A stored field that this version cannot read, or that an earlier one did not know, has its usual value; the others keep theirs. */
function settingsOf(stored: string | null): UserSettings {
  const fields = stored === null ? {} : (JSON.parse(stored) as Record<string, unknown>)
  const readable = Object.entries(userSettings.shape).flatMap(([name, schema]) => {
    const field = schema.safeParse(fields[name])
    return field.success ? [[name, field.data] as const] : []
  })
  return { ...usualSettings, ...Object.fromEntries(readable) }
}
