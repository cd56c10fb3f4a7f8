import type { ServiceClients } from '../connection/services'
import { usePeople } from '../people/people-store'
import { shownKey, useViewer } from '../state/viewer-store'
import { WorkClock } from './work-clock'

const tickMs = 1000
const storeEveryMs = 10_000
const mostEntries = 500
const activities = ['pointermove', 'pointerdown', 'wheel', 'keydown'] as const

/** Measures the time spent on frames for as long as the page lives, and stores it in batches. Returns what stores it at once. */
export function watchWorkTime(client: ServiceClients['review']): () => Promise<void> {
  const clock = new WorkClock(() => performance.now())
  const tick = (key = useViewer.getState().section === 'viewer' ? shownKey() : null): void => clock.tick(key, document.hasFocus() && usePeople.getState().me !== null)
  const store = async (): Promise<void> => {
    const entries = clock.take()
    if (entries.length === 0) return
    try {
      for (let start = 0; start < entries.length; start += mostEntries) await client.spend({ entries: entries.slice(start, start + mostEntries) })
    } catch {
      clock.giveBack(entries)
    }
  }
  for (const name of activities) document.addEventListener(name, () => clock.active(), { passive: true, capture: true })
  setInterval(tick, tickMs)
  setInterval(() => void store(), storeEveryMs)
  useViewer.subscribe((state, { instance, frame, section }) => {
    if (state.instance?.id === instance?.id && state.frame === frame && state.section === section) return
    tick(instance === null || section !== 'viewer' ? null : { instanceId: instance.id, frame })
  })
  // The time is the person's who spent it.
  usePeople.subscribe(({ me }, before) => me?.id !== before.me?.id && tick())
  window.addEventListener('pagehide', () => {
    tick()
    void store()
  })
  return store
}
