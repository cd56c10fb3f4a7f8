import { create } from 'zustand'
import type { PropagationMethod } from '../../electron/ipc/contract/index'
import type { LabelImage } from '../masks/capsule'

export interface Preview {
  readonly image: LabelImage
  /** The Dice that can be expected, 0 … 1. */
  readonly confidence: number
}

export interface PropagationState {
  /** Whose proposals these are; null when there are none. */
  readonly instanceId: number | null
  readonly source: number
  /** By frame; what is accepted or rejected leaves. */
  readonly previews: ReadonlyMap<number, Preview>
  /** Present while proposals are being made. */
  readonly running: { readonly done: number; readonly total: number; cancel(): void } | null
  readonly method: PropagationMethod
  /** How many frames before and after the shown one. */
  readonly before: number
  readonly after: number
  readonly overReviewed: boolean
}

/** Masks that are proposed for frames and wait for a person's word. Nothing of this is stored. */
export const usePropagation = create<PropagationState>(() => ({
  instanceId: null, source: 0, previews: new Map(), running: null, method: 'fused', before: 0, after: 8, overReviewed: false,
}))

export function previewOf(instanceId: number, frame: number): Preview | null {
  const state = usePropagation.getState()
  return state.instanceId === instanceId ? (state.previews.get(frame) ?? null) : null
}

/** Ends what goes on; nothing waits for a word any more. */
export function forgetPropagation(): void {
  usePropagation.getState().running?.cancel()
  usePropagation.setState({ instanceId: null, previews: new Map(), running: null })
}

/** Takes proposals away; the last one ends the preview. */
export function dropPreviews(frames: Iterable<number>): void {
  const previews = new Map(usePropagation.getState().previews)
  for (const frame of frames) previews.delete(frame)
  usePropagation.setState({ previews })
}

/** The frame with a proposal that is nearest to this one, later ones first; null when there is none. */
export function nextPreview(frame: number): number | null {
  const frames = [...usePropagation.getState().previews.keys()]
  frames.sort((a, b) => Math.abs(a - frame) - Math.abs(b - frame) || b - a)
  return frames[0] ?? null
}
