import { modals } from '@mantine/modals'
import { t } from 'i18next'
import type { FrameKey } from '../../electron/ipc/contract/index'
import { editRefusal, replaceMask } from '../masks/edit-rules'
import type { FrameMaskStore } from '../masks/frame-mask-store'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'

const refusals = { 'not-annotator': 'mask.mayNotAnnotate', 'proposal-waits': 'copyMask.proposal', approved: 'copyMask.approved' } as const

/**
 * Puts the mask of one frame onto another, as one undoable act there, and then shows that frame. A mask that is there already is
 * replaced only after the person has said so; locked and hidden labels stay on both sides.
 */
export async function copyMask(masks: FrameMaskStore, from: FrameKey, to: FrameKey, goOn: () => void): Promise<void> {
  try {
    const [source, target] = await Promise.all([masks.load(from), masks.load(to)])
    if (source.pixels === 0) return notify('info', t('copyMask.empty'), { id: 'copy-mask' })
    const mayReplace = (): boolean => {
      const refusal = editRefusal(target)
      if (refusal !== null) notify('info', t(refusals[refusal], { frame: to.frame + 1 }), { id: 'copy-mask' })
      return refusal === null
    }
    if (!mayReplace()) return
    const copy = (): void => {
      // While the question stood, somebody may have approved it.
      if (!mayReplace()) return
      replaceMask(masks, target, source.labels, `Copied from frame ${from.frame + 1}`)
      goOn()
    }
    if (target.pixels === 0) return copy()
    modals.openConfirmModal({
      title: t('copyMask.title', { frame: to.frame + 1 }),
      children: t('copyMask.more'),
      labels: { confirm: t('copyMask.replace'), cancel: t('common.cancel') },
      onConfirm: copy,
    })
  } catch (error) {
    notify('error', messageOf(error), { title: t('copyMask.failed'), id: 'copy-mask' })
  }
}
