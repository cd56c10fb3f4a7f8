import { t } from 'i18next'
import type { WorklistItem } from '../../electron/ipc/contract/index'
import type { FrameOpener } from '../library/frame-opener'
import type { FrameMaskStore } from '../masks/frame-mask-store'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { sameFrame } from '../state/same-frame'
import { shownKey } from '../state/viewer-store'
import type { FrameSource } from '../viewport/frame-source'
import { neighbourItem, useWorklist } from './worklist-store'

/** Goes from item to item of the worklist; the next one is fetched while a person looks at this one. */
export class WorklistWalk {
  constructor(
    private readonly opener: FrameOpener,
    private readonly masks: FrameMaskStore,
    private readonly frames: FrameSource,
  ) {}

  async open(item: WorklistItem): Promise<void> {
    const { list } = useWorklist.getState()
    useWorklist.setState({ position: Math.max(0, list?.items.findIndex((each) => sameFrame(each, item)) ?? 0) })
    try {
      if (await this.opener.open(item)) void this.fetchNext()
    } catch (error) {
      notify('error', messageOf(error), { title: t('worklist.cannotOpen') })
    }
  }

  /** To the item after or before the shown frame. */
  async step(by: 1 | -1): Promise<void> {
    const { list, position } = useWorklist.getState()
    const target = neighbourItem(list?.items ?? [], shownKey(), position, by)
    if (target !== null) await this.open(target)
    else notify('done', t('worklist.allDone'), { id: 'worklist-done' })
  }

  private async fetchNext(): Promise<void> {
    const { list, position } = useWorklist.getState()
    const next = neighbourItem(list?.items ?? [], shownKey(), position, 1)
    if (next === null) return
    try {
      const { instance } = await this.opener.find(next.instanceId)
      await Promise.all([this.frames.load(instance, next.frame), this.masks.load(next)])
    } catch {
      // It is fetched again, and what goes wrong told, when it is wanted.
    }
  }
}
