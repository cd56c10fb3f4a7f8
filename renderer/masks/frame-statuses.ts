import { create } from 'zustand'
import type { Client } from '../../electron/ipc/contract'
import type { ReviewStatus, masksContract } from '../../electron/ipc/contract/index'

interface FrameStatusesState {
  readonly instanceId: number | null
  /** Frames that are not unannotated. */
  readonly byFrame: ReadonlyMap<number, ReviewStatus>
}

/** Review status of every frame of the instance that is open. */
export const useFrameStatuses = create<FrameStatusesState>(() => ({ instanceId: null, byFrame: new Map() }))

/** Keeps the statuses up to date for as long as the page lives. */
export function watchFrameStatuses(client: Client<typeof masksContract>): void {
  client.on('changed', ({ instanceId, frame, status }) => {
    const state = useFrameStatuses.getState()
    if (state.instanceId !== instanceId || state.byFrame.get(frame) === status) return
    const byFrame = new Map(state.byFrame)
    if (status === 'unannotated') byFrame.delete(frame)
    else byFrame.set(frame, status)
    useFrameStatuses.setState({ byFrame })
  })
}

export async function loadFrameStatuses(client: Client<typeof masksContract>, instanceId: number): Promise<void> {
  if (useFrameStatuses.getState().instanceId !== instanceId) useFrameStatuses.setState({ instanceId, byFrame: new Map() })
  const statuses = await client.statuses({ instanceId })
  if (useFrameStatuses.getState().instanceId !== instanceId) return
  useFrameStatuses.setState({ byFrame: new Map(statuses.map(({ frame, status }) => [frame, status])) })
}
