import type { QueryClient } from '@tanstack/react-query'
import type { FrameKey, Instance } from '../../electron/ipc/contract/index'
import { fetchInstance, fetchSeries } from '../connection/queries'
import type { ServiceClients } from '../connection/services'
import { goToFrame, openInstance, useViewer } from '../state/viewer-store'

/** An image and all images of its series, in their order. */
export interface FoundImage {
  readonly instance: Instance
  readonly siblings: readonly Instance[]
}

/** Opens frames of the library in the active pane, from wherever one is named: a list, a comparison, the next piece of work. */
export class FrameOpener {
  private asked = 0

  constructor(
    private readonly library: Pick<ServiceClients['library'], 'getInstance' | 'getSeries'>,
    private readonly queries: QueryClient,
  ) {}

  /**
   * Shows the frame, at rest, with its image among those of its series. Resolves to whether it did: what is asked for later, or opened by
   * hand meanwhile, stays. Rejects when the image is not in the library any more.
   */
  async open({ instanceId, frame }: FrameKey): Promise<boolean> {
    const asked = ++this.asked
    const before = useViewer.getState()
    const sibling = before.siblings.find(({ id }) => id === instanceId)
    const { instance, siblings } = sibling === undefined ? await this.find(instanceId) : { instance: sibling, siblings: before.siblings }
    if (asked !== this.asked || useViewer.getState().instance !== before.instance) return false
    openInstance(instance, siblings)
    useViewer.setState({ playing: false })
    goToFrame(frame)
    return true
  }

  /** The image with the others of its series; known from then on. */
  async find(instanceId: number): Promise<FoundImage> {
    const { library, queries } = this
    const { seriesId } = await fetchInstance(queries, library, instanceId)
    const { instances: siblings } = (await fetchSeries(queries, library, seriesId)).series
    // One that is not among them any more is refused by the library, in its words.
    return { instance: siblings.find(({ id }) => id === instanceId) ?? (await library.getInstance({ instanceId })), siblings }
  }
}
