import type { Database } from './database'

/** Single facts about the library, e.g. the head of the audit chain. */
export function readLibraryValue(database: Database, key: string): string | null {
  return database.get<{ value: string }>('SELECT value FROM library WHERE key = ?', key)?.value ?? null
}

export function writeLibraryValue(database: Database, key: string, value: string): void {
  database.run('INSERT INTO library (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', key, value)
}
