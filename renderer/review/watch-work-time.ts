import type { ServiceClients } from '../connection/services'
import { usePeople } from '../people/people-store'
import { shownKey, useViewer } from '../state/viewer-store'
import { WorkClock } from './work-clock'

const tickMs = 1000
const storeEveryMs = 10_000
const mostEntries = 500
const activities = ['pointermove', 'pointerdown', 'wheel', 'keydown'] as const

/** The work-time clock of a page. */
export interface WorkTime {
  /** Stores all that was measured, as the time of the person on this page. Rejects when it could not be stored; then it is kept. */
  close(): Promise<void>
  /** Nobody can be said to have spent it. */
  drop(): void
}

/** Measures the time spent on frames for as long as the page lives, and stores it in batches. */
export function watchWorkTime(client: ServiceClients['review']): WorkTime {
  const clock = new WorkClock(() => performance.now())
  const tick = (key = useViewer.getState().section === 'viewer' ? shownKey() : null): void => clock.tick(key, document.hasFocus() && usePeople.getState().me !== null)
  const store = async (): Promise<void> => {
    const entries = clock.take()
    if (entries.length === 0) return
    let stored = 0
    try {
      for (; stored < entries.length; stored += mostEntries) await client.spend({ entries: entries.slice(stored, stored + mostEntries) })
    } catch (error) {
      clock.giveBack(entries.slice(stored))
      throw error
    }
  }
  // What could not be stored is tried again with the next.
  const storeNow = (): void => void store().catch(() => undefined)
  for (const name of activities) document.addEventListener(name, () => clock.active(), { passive: true, capture: true })
  setInterval(tick, tickMs)
  setInterval(storeNow, storeEveryMs)
  useViewer.subscribe((state, { instance, frame, section }) => {
    if (state.instance?.id === instance?.id && state.frame === frame && state.section === section) return
    tick(instance === null || section !== 'viewer' ? null : { instanceId: instance.id, frame })
  })
  // The moment in which another person takes over is nobody's.
  usePeople.subscribe(({ me }, before) => me?.id !== before.me?.id && tick(null))
  window.addEventListener('pagehide', () => {
    tick()
    storeNow()
  })
  return {
    close: () => {
      tick()
      return store()
    },
    drop: () => void clock.take(),
  }
}
