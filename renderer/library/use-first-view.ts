import { useEffect, useRef } from 'react'
import type { Study } from '../../electron/ipc/contract/index'
import { openInstance, useViewer } from '../state/viewer-store'

const storageKey = 'lightvessel.last-instance'

/** When the window opens it shows what was looked at last; where nothing was, or it is gone, the first series. */
export function useFirstView(studies: readonly Study[] | undefined): void {
  const done = useRef(false)
  useEffect(() => {
    const all = (studies ?? []).flatMap((study) => study.series).filter((series) => series.instances.length > 0)
    if (done.current || all.length === 0) return
    done.current = true
    if (useViewer.getState().instance !== null) return
    const last = Number(localStorage.getItem(storageKey))
    const { instances } = all.find((series) => series.instances.some(({ id }) => id === last)) ?? all[0]!
    openInstance(instances.find(({ id }) => id === last) ?? instances[0]!, instances)
  }, [studies])
  useEffect(
    () => useViewer.subscribe(({ instance }, before) => instance !== null && instance.id !== before.instance?.id && localStorage.setItem(storageKey, String(instance.id))),
    [],
  )
}
