import { useCallback, useSyncExternalStore } from 'react'
import { useServices } from '../connection/services'
import { useViewer } from '../state/viewer-store'
import type { MaskFacts } from './frame-mask'

/** The facts of the shown frame's mask; null while it is not loaded. */
export function useMaskFacts(): MaskFacts | null {
  const { masks } = useServices()
  const instanceId = useViewer((state) => state.instance?.id ?? null)
  const frame = useViewer((state) => state.frame)
  const subscribe = useCallback((listener: () => void) => masks.subscribe(listener), [masks])
  return useSyncExternalStore(subscribe, () => (instanceId === null ? null : (masks.peek({ instanceId, frame })?.facts ?? null)))
}
