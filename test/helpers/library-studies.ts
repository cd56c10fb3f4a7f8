import type { Client } from '../../electron/ipc/contract'
import { usualSettings } from '../../electron/ipc/contract/index'
import type { libraryContract, Series, StudyFacts } from '../../electron/ipc/contract/index'
import { decodeSeriesOrder } from '../../electron/ipc/series-order'
import type { Database } from '../../electron/storage/database'
import { LibraryStore } from '../../electron/storage/library-store'

export interface ListedStudy extends StudyFacts {
  readonly series: Series[]
}

/** All studies of a library with their series, newest first. */
export function studiesIn(database: Database): ListedStudy[] {
  const store = new LibraryStore(database)
  return grouped(database.all<{ id: number }>('SELECT id FROM series ORDER BY study_id DESC, series_number, id').map(({ id }) => store.series(id)))
}

/** The same as the page comes to them. */
export async function studiesOf(library: Pick<Client<typeof libraryContract>, 'query' | 'getSeries'>): Promise<ListedStudy[]> {
  const { order } = await library.query(usualSettings.browser.query)
  return grouped(await Promise.all(decodeSeriesOrder(order).map(({ seriesId }) => library.getSeries({ seriesId }))))
}

function grouped(all: readonly { study: StudyFacts; series: Series }[]): ListedStudy[] {
  const studies = new Map<number, ListedStudy>()
  for (const { study, series } of all) {
    const listed = studies.get(study.id) ?? { ...study, series: [] }
    studies.set(study.id, listed)
    listed.series.push(series)
  }
  return [...studies.values()]
}
