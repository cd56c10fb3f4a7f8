import { useServices } from '../connection/services'
import type { ServiceClients } from '../connection/services'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { useCommands } from '../shortcuts/command-handlers'
import { shownKey } from '../state/viewer-store'
import { closeComparison, compare, useComparison } from './comparison-store'

const blinkMs = 600

/** Keys of the comparison: open and close it, what was corrected, and each side alone for as long as a key is held. */
export function useComparisonCommands(): void {
  const { clients } = useServices()
  useCommands({
    compare: () => (useComparison.getState().open ? closeComparison() : useComparison.setState({ open: true })),
    'show-corrections': () => void showCorrections(clients.comparison),
    'blink-sides': blink,
  })
}

/** What has changed since a reviewer returned the mask, else since the student predicted it; once more closes it. */
async function showCorrections(client: ServiceClients['comparison']): Promise<void> {
  const { open, a, b } = useComparison.getState()
  const key = shownKey()
  if (open && b.kind === 'current' && (a.kind === 'predicted' || a.kind === 'returned')) return closeComparison()
  if (key === null) return
  try {
    const { returned } = await client.choices(key)
    compare({ kind: returned ? 'returned' : 'predicted' }, { kind: 'current' })
  } catch (error) {
    notify('error', messageOf(error))
  }
}

function blink(): false | (() => void) {
  if (!useComparison.getState().open) return false
  useComparison.setState({ blink: 'a' })
  const timer = setInterval(() => useComparison.setState(({ blink: now }) => ({ blink: now === 'a' ? 'b' : 'a' })), blinkMs)
  return () => {
    clearInterval(timer)
    useComparison.setState({ blink: null })
  }
}
