import { useCallback, useSyncExternalStore } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { useServices } from '../connection/services'
import { useFrameKey } from '../state/shown-frame'
import type { FrameMask, MaskFacts } from './frame-mask'
import { labelsIn } from './label-counts'

/**
 * What `select` takes from the facts of the shown frame's mask, which are null while it is not loaded. Renders again only when that has
 * changed, fields compared one by one: every stroke replaces the facts twice, and most of what is shown stays as it is.
 */
export function useMaskFacts<Value>(select: (facts: MaskFacts | null) => Value): Value {
  return useFromShownMask((mask) => select(mask?.facts ?? null))
}

/** The shown frame's mask, anew whenever its pixels have been saved or replaced; null while it is not loaded. */
export function useShownMask(): FrameMask | null {
  const { masks } = useServices()
  // The history is another one with every act that is stored; the pixels of a stroke under way do not count.
  // It is compared as one: pixels that come back have a history with equal fields.
  useFromShownMask((mask) => [mask?.facts.history ?? null])
  const key = useFrameKey()
  return key === null ? null : (masks.peek(key) ?? null)
}

/** The labels that the shown frame's mask has pixels of; none while it is not loaded. */
export function useLabelsInMask(): readonly number[] {
  return useFromShownMask((mask) => (mask === null ? [] : labelsIn(mask)))
}

function useFromShownMask<Value>(select: (mask: FrameMask | null) => Value): Value {
  const { masks } = useServices()
  const key = useFrameKey()
  const chosen = useShallow(select)
  const subscribe = useCallback((listener: () => void) => masks.subscribe(listener), [masks])
  return useSyncExternalStore(subscribe, () => chosen(key === null ? null : (masks.peek(key) ?? null)))
}
