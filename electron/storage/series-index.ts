import type { ChoiceFilter, SeriesRow } from '../ipc/contract/index'
import type { Database } from './database'
import { summariseSeries } from './summarise-series'

/** What lists of series are searched, filtered, sorted and described by. */
export interface SeriesSummary extends SeriesRow {
  /** Everything that a search may find, folded. */
  readonly text: string
  /** The patient's name, folded: for sorting. */
  readonly name: string
  /** Grows with every import: the id of the newest image. */
  readonly newest: number
  /** What it has of each kind of choice that can be filtered by. */
  readonly choices: Readonly<Record<ChoiceFilter, readonly string[]>>
}

/** Series summarised in one go: bounds the memory while a whole library is summarised. */
const atOnce = 500

/**
 * Summaries of all series, in memory and in the database. Triggers note which series have changed; their summaries are made
 * anew when somebody asks. Searching ten thousand of them takes less than a millisecond, which neither LIKE nor a full-text
 * table reached (`npm run bench -- library`), and they answer searches for one or two letters too.
 */
export class SeriesIndex {
  private summaries: Map<number, SeriesSummary> | null = null

  constructor(private readonly database: Database) {}

  /** All series as they are now, by id. */
  all(): ReadonlyMap<number, SeriesSummary> {
    const summaries = (this.summaries ??= this.stored())
    for (let stale = this.nextStale(); stale.length > 0; stale = this.nextStale()) {
      for (const [id, summary] of this.renew(stale)) {
        if (summary) summaries.set(id, summary)
        else summaries.delete(id)
      }
    }
    return summaries
  }

  private stored(): Map<number, SeriesSummary> {
    const rows = this.database.all<{ id: number; summary: string }>('SELECT series_id AS id, summary FROM series_summary')
    return new Map(rows.map(({ id, summary }) => [id, JSON.parse(summary) as SeriesSummary]))
  }

  private nextStale(): number[] {
    return this.database.all<{ id: number }>('SELECT series_id AS id FROM stale_series ORDER BY series_id LIMIT ?', atOnce).map(({ id }) => id)
  }

  /** New summaries; null for a series that has gone. */
  private renew(seriesIds: readonly number[]): Map<number, SeriesSummary | null> {
    const { database } = this
    return database.transaction(() => {
      const found = summariseSeries(database, seriesIds)
      for (const id of seriesIds) {
        const summary = found.get(id)
        if (summary) database.run('INSERT INTO series_summary (series_id, summary) VALUES (?, ?) ON CONFLICT (series_id) DO UPDATE SET summary = excluded.summary', id, JSON.stringify(summary))
        else database.run('DELETE FROM series_summary WHERE series_id = ?', id)
        database.run('DELETE FROM stale_series WHERE series_id = ?', id)
      }
      return new Map(seriesIds.map((id) => [id, found.get(id) ?? null]))
    })
  }
}
