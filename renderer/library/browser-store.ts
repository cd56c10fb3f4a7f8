import { create } from 'zustand'
import type { BrowserSettings, SeriesQuery } from '../../electron/ipc/contract/index'
import { usualSettings } from '../../electron/ipc/contract/index'
import type { ServiceClients } from '../connection/services'
import { usePeople } from '../people/people-store'
import { useViewer } from '../state/viewer-store'

/** What the study browser shows and how; `top` is the series at its upper edge, and how far it is scrolled away. */
export const useBrowser = create<BrowserSettings>(() => usualSettings.browser)

export function changeQuery(fields: Partial<SeriesQuery>): void {
  useBrowser.setState(({ query }) => ({ query: { ...query, ...fields }, top: null }))
}

export function changeFilters(fields: Partial<SeriesQuery['filters']>): void {
  const { filters } = useBrowser.getState().query
  changeQuery({ filters: { ...filters, ...fields } })
}

/** Search and filters away; the order stays. */
export function clearQuery(): void {
  const { search, filters } = usualSettings.browser.query
  changeQuery({ search, filters })
}

export function isFiltered({ filters }: Pick<SeriesQuery, 'filters'>): boolean {
  return filterCount({ filters }) > 0
}

/** How many filters are set. */
export function filterCount({ filters: { choices, from, to } }: Pick<SeriesQuery, 'filters'>): number {
  return Object.values(choices).filter((chosen) => chosen.length > 0).length + (from === null && to === null ? 0 : 1)
}

/** A pause after the last change before it is stored: scrolling and typing change much. */
const restMs = 400

/** Shows what the person saw last, also when another person takes over, and keeps it from then on. */
export async function rememberBrowser(settings: ServiceClients['settings']): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | null = null
  const store = (): void => {
    if (timer === null) return
    clearTimeout(timer)
    timer = null
    // It only saves a few clicks: a failure to keep it must not get into anybody's way.
    // A search is of the moment; how one works is not.
    const { query, ...place } = useBrowser.getState()
    settings.change({ browser: { ...place, query: { ...query, search: '' } } }).catch((error: unknown) => console.error(error))
  }
  const load = async (): Promise<void> => {
    const { browser } = await settings.get({})
    useBrowser.setState(browser)
  }
  usePeople.subscribe(({ me }, before) => me !== null && me.id !== before.me?.id && void load())
  if (usePeople.getState().me !== null) await load()
  useBrowser.subscribe(() => {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(store, restMs)
  })
  useViewer.subscribe(({ instance }, before) => {
    if (instance !== null && instance.id !== before.instance?.id) useBrowser.setState({ lastInstanceId: instance.id })
  })
  window.addEventListener('pagehide', store)
}
