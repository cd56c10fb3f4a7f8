import type { FrameKey } from '../../electron/ipc/contract/index'
import type { ServiceClients } from '../connection/services'
import { goToFrame, openInstance } from '../state/viewer-store'

/** Opens a frame of the library in the viewer, among the images of its series. */
export async function openFrame(client: ServiceClients['library'], { instanceId, frame }: FrameKey): Promise<void> {
  const instance = await client.getInstance({ instanceId })
  const { series } = await client.getSeries({ seriesId: instance.seriesId })
  openInstance(instance, series.instances)
  goToFrame(frame)
}
