import { modals } from '@mantine/modals'
import { t } from 'i18next'
import type { FrameKey } from '../../electron/ipc/contract/index'
import { withLocked } from '../../electron/ipc/label-lock'
import { editableLabels } from '../labels/label-store'
import type { FrameMaskStore } from '../masks/frame-mask-store'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'

/**
 * Puts the mask of one frame onto another, as one undoable act there, and then shows that frame. A mask that is there already is
 * replaced only after the person has said so; locked and hidden labels stay on both sides.
 */
export async function copyMask(masks: FrameMaskStore, from: FrameKey, to: FrameKey, goOn: () => void): Promise<void> {
  try {
    const [source, target] = await Promise.all([masks.load(from), masks.load(to)])
    if (source.pixels === 0) return notify('info', t('copyMask.empty'), { id: 'copy-mask' })
    if (target.facts.status === 'approved') return notify('info', t('copyMask.approved', { frame: to.frame + 1 }), { id: 'copy-mask' })
    const copy = (): void => {
      const after = withLocked(target.labels, source.labels, editableLabels())
      masks.change(target, after, `Copied from frame ${from.frame + 1}`)
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
