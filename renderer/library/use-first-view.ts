import { useEffect, useRef } from 'react'
import type { OrderedSeries } from '../../electron/ipc/series-order'
import { useServices } from '../connection/services'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { useViewer } from '../state/viewer-store'
import { useBrowser } from './browser-store'
import { useOpenSeries } from './series-list'

/** When the window opens it shows what was looked at last; where nothing was, or it is gone, the first series. */
export function useFirstView(order: readonly OrderedSeries[] | undefined): void {
  const { clients } = useServices()
  const open = useOpenSeries()
  const done = useRef(false)
  const listed = order !== undefined
  const first = order?.[0]?.seriesId ?? null
  useEffect(() => {
    if (done.current || !listed) return
    const show = async (): Promise<void> => {
      const { lastInstanceId } = useBrowser.getState()
      const last = lastInstanceId === null ? null : await clients.library.getInstance({ instanceId: lastInstanceId }).catch(() => null)
      const seriesId = last?.seriesId ?? first
      // Somebody may have been faster.
      if (seriesId !== null && useViewer.getState().instance === null) await open(seriesId, { image: last?.id })
    }
    // An empty library waits for its first series.
    done.current = first !== null || useBrowser.getState().lastInstanceId !== null
    if (useViewer.getState().instance === null) show().catch((error: unknown) => notify('error', messageOf(error)))
  }, [clients, listed, first, open])
}
