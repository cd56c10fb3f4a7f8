import { t } from 'i18next'
import type { Instance, WorklistItem } from '../../electron/ipc/contract/index'
import type { ServiceClients } from '../connection/services'
import type { FrameMaskStore } from '../masks/frame-mask-store'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { goToFrame, openInstance, shownKey } from '../state/viewer-store'
import type { FrameSource } from '../viewport/frame-source'
import { isSame, neighbourItem, useWorklist } from './worklist-store'

/** Goes from item to item of the worklist; the next one is fetched while a person looks at this one. */
export class WorklistWalk {
  private readonly instances = new Map<number, Promise<Instance>>()

  constructor(
    private readonly library: ServiceClients['library'],
    private readonly masks: FrameMaskStore,
    private readonly frames: FrameSource,
  ) {}

  async open(item: WorklistItem): Promise<void> {
    const { list } = useWorklist.getState()
    useWorklist.setState({ position: Math.max(0, list?.items.findIndex((each) => isSame(each, item)) ?? 0) })
    try {
      const instance = await this.instance(item.instanceId)
      openInstance(instance, [instance])
      goToFrame(item.frame)
      void this.fetchNext()
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
      const instance = await this.instance(next.instanceId)
      await Promise.all([this.frames.load(instance, next.frame), this.masks.load(next)])
    } catch {
      // It is fetched again, and what goes wrong told, when it is wanted.
    }
  }

  private instance(instanceId: number): Promise<Instance> {
    let instance = this.instances.get(instanceId)
    if (instance === undefined) {
      instance = this.library.getInstance({ instanceId })
      this.instances.set(instanceId, instance)
      instance.catch(() => this.instances.delete(instanceId))
    }
    return instance
  }
}
