import { may } from '../../electron/ipc/permissions'
import { withLocked } from '../../electron/ipc/label-lock'
import { editableLabels } from '../labels/label-store'
import { usePeople } from '../people/people-store'
import { previewOf } from '../propagation/propagation-store'
import type { FrameMask } from './frame-mask'
import type { FrameMaskStore } from './frame-mask-store'
import type { Rectangle } from './rectangle'

/** Why the person on this page may not change a mask. */
export type EditRefusal = 'not-annotator' | 'proposal-waits' | 'approved'

/**
 * What everything that changes a mask asks first; null when it may be changed. A proposal is not the mask: nobody paints on it, and the
 * only act that may change its mask is the word on it (`decidesProposal`).
 */
export function editRefusal(mask: FrameMask, decidesProposal = false): EditRefusal | null {
  if (!may(usePeople.getState().me, 'annotate')) return 'not-annotator'
  if (!decidesProposal && previewOf(mask.key.instanceId, mask.key.frame) !== null) return 'proposal-waits'
  return mask.facts.status === 'approved' ? 'approved' : null
}

/** Puts other labels over a whole mask as one undoable act; locked and hidden labels stay on both sides. Null when nothing differs. */
export function replaceMask(masks: FrameMaskStore, mask: FrameMask, labels: Uint8Array, name: string): Rectangle | null {
  return masks.change(mask, withLocked(mask.labels, labels, editableLabels()), name)
}
