import { useCallback } from 'react'
import { useStudies } from '../connection/queries'
import { openInstance, useViewer } from '../state/viewer-store'

/** Opens the image before or after the shown one, through the whole library. */
export function useNeighbours(): (by: number) => void {
  const studies = useStudies().data
  return useCallback(
    (by) => {
      const all = (studies ?? []).flatMap((study) => study.series).flatMap((series) => series.instances.map((instance) => ({ instance, series })))
      const open = useViewer.getState().instance
      const next = all[all.findIndex(({ instance }) => instance.id === open?.id) + by]
      if (next !== undefined) openInstance(next.instance, next.series.instances)
    },
    [studies],
  )
}
