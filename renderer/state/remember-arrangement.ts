import type { ArrangementSettings, UserSettings } from '../../electron/ipc/contract/index'
import type { ServiceClients } from '../connection/services'
import { usePeople } from '../people/people-store'
import { useWorklist } from '../worklist/worklist-store'
import { setLayout, setLink, useViewer } from './viewer-store'

/** How the person on this page arranged the window. */
export interface RememberedArrangement {
  /** Arranges the window as the person left it, when the settings have come; until then nothing is stored. */
  load(asked: Promise<UserSettings>): Promise<void>
}

/** Keeps layout, link and side panel for the person, for as long as the page lives. */
export function rememberArrangement(settings: ServiceClients['settings']): RememberedArrangement {
  let kept: ArrangementSettings | null = null
  const store = (): void => {
    const now = arrangementOf()
    if (kept === null || isSame(now, kept)) return
    kept = now
    // It only saves a few clicks: a failure to keep it must not get into anybody's way.
    settings.change({ arrangement: now }).catch((error: unknown) => console.error(error))
  }
  const load = async (asked: Promise<UserSettings>): Promise<void> => {
    // Until it is known, nothing is stored: what the window shows is that of the person before.
    kept = null
    const { me } = usePeople.getState()
    const before = arrangementOf()
    const { arrangement } = await asked
    if (usePeople.getState().me?.id !== me?.id) return
    // Who was quicker than the answer has arranged it anew already.
    if (isSame(arrangementOf(), before)) arrange(arrangement)
    kept = arrangement
    store()
  }
  useViewer.subscribe(store)
  useWorklist.subscribe(store)
  return { load }
}

function arrange({ layout, link, sidePanel }: ArrangementSettings): void {
  setLayout(layout)
  setLink(link)
  useWorklist.setState({ shown: sidePanel === 'worklist' })
}

function arrangementOf(): ArrangementSettings {
  const { layout, link } = useViewer.getState()
  return { layout, link, sidePanel: useWorklist.getState().shown ? 'worklist' : 'studies' }
}

function isSame(one: ArrangementSettings, other: ArrangementSettings): boolean {
  return one.layout === other.layout && one.link === other.link && one.sidePanel === other.sidePanel
}
