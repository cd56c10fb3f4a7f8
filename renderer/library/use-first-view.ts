import { useEffect, useRef } from 'react'
import type { Study } from '../../electron/ipc/contract/index'
import { openInstance, useViewer } from '../state/viewer-store'

const storageKey = 'lightvessel.last-instance'

/** When the window opens it shows what was looked at last; where nothing was, or it is gone, the first series. */
export function useFirstView(studies: readonly Study[] | undefined): void {
  const done = useRef(false)
  useEffect(() => {
    const instances = (studies ?? []).flatMap((study) => study.series.flatMap((series) => series.instances))
    if (done.current || instances.length === 0) return
    done.current = true
    if (useViewer.getState().instance !== null) return
    const last = Number(localStorage.getItem(storageKey))
    openInstance(instances.find(({ id }) => id === last) ?? instances[0]!)
  }, [studies])
  useEffect(
    () => useViewer.subscribe(({ instance }, before) => instance !== null && instance.id !== before.instance?.id && localStorage.setItem(storageKey, String(instance.id))),
    [],
  )
}
