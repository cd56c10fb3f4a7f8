import { t } from 'i18next'
import type { Client } from '../../electron/ipc/contract'
import type { Instance, propagationContract } from '../../electron/ipc/contract/index'
import { decodeRuns } from '../../electron/ipc/run-length'
import { editRefusal, replaceMask } from '../masks/edit-rules'
import type { FrameMaskStore } from '../masks/frame-mask-store'
import { isCancelled } from '../shell/is-cancelled'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { goToFrame, useViewer } from '../state/viewer-store'
import { dropPreviews, nextPreview, usePropagation } from './propagation-store'

/** Has proposals made for the frames around the shown one, from its mask with all that was painted; they appear one by one. */
export async function propagate(client: Client<typeof propagationContract>, masks: FrameMaskStore, instance: Instance, source: number): Promise<void> {
  const { before, after, method, overReviewed } = usePropagation.getState()
  const controller = new AbortController()
  const first = Math.max(0, source - before)
  const last = Math.min(instance.frames - 1, source + after)
  const show = (done: number): void => usePropagation.setState({ running: { done, total: last - first, cancel: () => controller.abort() } })
  usePropagation.setState({ instanceId: instance.id, source, previews: new Map() })
  useViewer.setState({ playing: false, maskVisible: true })
  show(0)
  try {
    await masks.saved(await masks.load({ instanceId: instance.id, frame: source }))
    const { kept } = await client.propagate(
      { instanceId: instance.id, frame: source, first, last, method, overReviewed },
      {
        signal: controller.signal,
        onProgress: ({ frame, labels, confidence, done }) => {
          if (labels !== null) {
            const { rows, columns } = instance
            const image = { rows, columns, labels: decodeRuns(labels, rows * columns) }
            usePropagation.setState(({ previews }) => ({ previews: new Map(previews).set(frame, { image, confidence }) }))
          }
          show(done)
        },
      },
    )
    if (kept > 0) notify('info', t('propagation.kept', { count: kept }), { id: 'propagation' })
  } catch (error) {
    // What had been proposed until then can still be accepted.
    if (isCancelled(error)) notify('info', t('propagation.cancelled'), { id: 'propagation' })
    else notify('error', messageOf(error), { title: t('propagation.failed'), id: 'propagation' })
  }
  usePropagation.setState({ running: null })
}

/** Makes proposals the masks of their frames, each as one undoable act; locked and hidden labels stay. */
export async function acceptPreviews(masks: FrameMaskStore, frames: readonly number[]): Promise<void> {
  const { instanceId, source, previews } = usePropagation.getState()
  if (instanceId === null) return
  for (const frame of frames) {
    const preview = previews.get(frame)
    if (preview === undefined) continue
    try {
      const mask = await masks.load({ instanceId, frame })
      const refusal = editRefusal(mask, true)
      if (refusal !== null) {
        notify('info', refusal === 'approved' ? t('propagation.approved', { frame: frame + 1 }) : t('mask.mayNotAnnotate'), { id: 'propagation' })
        continue
      }
      dropPreviews([frame])
      replaceMask(masks, mask, preview.image.labels, `Propagated from frame ${source + 1}`)
    } catch (error) {
      return notify('error', messageOf(error), { title: t('propagation.failed'), id: 'propagation' })
    }
  }
}

/** The word on the shown frame, and on to the next proposal. */
export async function decideShown(masks: FrameMaskStore, accept: boolean): Promise<void> {
  const { frame } = useViewer.getState()
  if (accept) await acceptPreviews(masks, [frame])
  else dropPreviews([frame])
  const next = nextPreview(frame)
  if (next !== null) goToFrame(next)
}
