import { useCallback, useSyncExternalStore } from 'react'
import { useServices } from '../connection/services'
import { shownKey, useViewer } from '../state/viewer-store'
import type { FrameMask, MaskFacts } from './frame-mask'

/** The facts of the shown frame's mask; null while it is not loaded. */
export function useMaskFacts(): MaskFacts | null {
  const { masks } = useServices()
  const instanceId = useViewer((state) => state.instance?.id ?? null)
  const frame = useViewer((state) => state.frame)
  const subscribe = useCallback((listener: () => void) => masks.subscribe(listener), [masks])
  return useSyncExternalStore(subscribe, () => (instanceId === null ? null : (masks.peek({ instanceId, frame })?.facts ?? null)))
}

/** The shown frame's mask, anew whenever its pixels have been saved or replaced; null while it is not loaded. */
export function useShownMask(): FrameMask | null {
  const { masks } = useServices()
  // Facts are replaced with every change that is finished; the pixels of a stroke under way do not count.
  useMaskFacts()
  const key = shownKey()
  return key === null ? null : (masks.peek(key) ?? null)
}
