import { useCallback } from 'react'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { openInstance, useViewer } from '../state/viewer-store'
import { useOpenSeries, useSeriesList } from './series-list'

/** Opens the image before or after the shown one: of its series first, then of the list as it is filtered and ordered. */
export function useNeighbours(): (by: 1 | -1) => void {
  const order = useSeriesList().data?.order
  const open = useOpenSeries()
  return useCallback(
    (by) => {
      const { instance, siblings } = useViewer.getState()
      const sibling = siblings[siblings.findIndex(({ id }) => id === instance?.id) + by]
      if (instance !== null && sibling !== undefined) return openInstance(sibling, siblings)
      const next = order?.[order.findIndex(({ seriesId }) => seriesId === instance?.seriesId) + by]
      if (next !== undefined) open(next.seriesId, { image: by < 0 ? 'last' : undefined }).catch((error: unknown) => notify('error', messageOf(error)))
    },
    [order, open],
  )
}
