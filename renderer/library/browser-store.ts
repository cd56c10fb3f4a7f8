import { create } from 'zustand'
import type { BrowserSettings, SeriesQuery, UserSettings } from '../../electron/ipc/contract/index'
import { usualSettings } from '../../electron/ipc/contract/index'
import type { ServiceClients } from '../connection/services'
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

/** Where the person on this page left the browser. */
export interface RememberedBrowser {
  /** Shows what the person saw last, when the settings have come; until then nothing is stored. */
  load(asked: Promise<UserSettings>): Promise<void>
  /** Stores at once what waits to be stored. */
  close(): Promise<void>
  /** Gives up what waits to be stored. */
  drop(): void
}

/** Keeps the browser's place for the person, for as long as the page lives. */
export function rememberBrowser(settings: ServiceClients['settings']): RememberedBrowser {
  let timer: ReturnType<typeof setTimeout> | null = null
  const drop = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }
  const close = async (): Promise<void> => {
    if (timer === null) return
    drop()
    // A search is of the moment; how one works is not.
    const { query, ...place } = useBrowser.getState()
    // It only saves a few clicks: a failure to keep it must not get into anybody's way.
    await settings.change({ browser: { ...place, query: { ...query, search: '' } } }).catch((error: unknown) => console.error(error))
  }
  let loading = false
  const later = (): void => {
    drop()
    // What is here is another person's, or stored as it is.
    if (!loading) timer = setTimeout(() => void close(), restMs)
  }
  const load = async (asked: Promise<UserSettings>): Promise<void> => {
    loading = true
    drop()
    try {
      const { browser } = await asked
      useBrowser.setState(browser)
    } finally {
      loading = false
    }
  }
  useBrowser.subscribe(later)
  useViewer.subscribe(({ instance }, before) => {
    if (instance !== null && instance.id !== before.instance?.id) useBrowser.setState({ lastInstanceId: instance.id })
  })
  window.addEventListener('pagehide', () => void close())
  return { load, close, drop }
}
