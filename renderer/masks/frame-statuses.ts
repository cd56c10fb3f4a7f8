import { create } from 'zustand'
import type { Client } from '../../electron/ipc/contract'
import type { ReviewStatus, masksContract } from '../../electron/ipc/contract/index'

/** Frames of one instance that are not unannotated. */
export type FrameStatuses = ReadonlyMap<number, ReviewStatus>

const none: FrameStatuses = new Map()

/** Review status of every frame of the instances that are open. */
export const useFrameStatuses = create<{ readonly byInstance: ReadonlyMap<number, FrameStatuses> }>(() => ({ byInstance: new Map() }))

/** Those of one instance; null while they are not loaded. */
export function statusesOf(instanceId: number): FrameStatuses | null {
  return useFrameStatuses.getState().byInstance.get(instanceId) ?? null
}

/** Those of one instance, none while they are not loaded. */
export function useStatusesOf(instanceId: number | null): FrameStatuses {
  return useFrameStatuses(({ byInstance }) => (instanceId === null ? none : (byInstance.get(instanceId) ?? none)))
}

/** Keeps the statuses up to date for as long as the page lives. */
export function watchFrameStatuses(client: Client<typeof masksContract>): void {
  client.on('changed', ({ instanceId, frame, status }) => {
    const before = statusesOf(instanceId)
    if (before === null || before.get(frame) === status) return
    const statuses = new Map(before)
    if (status === 'unannotated') statuses.delete(frame)
    else statuses.set(frame, status)
    set(instanceId, statuses)
  })
}

/** Loads the statuses of the instances that are open, and forgets those of others. */
export async function loadFrameStatuses(client: Client<typeof masksContract>, instanceIds: readonly number[]): Promise<void> {
  const { byInstance } = useFrameStatuses.getState()
  useFrameStatuses.setState({ byInstance: new Map([...byInstance].filter(([instanceId]) => instanceIds.includes(instanceId))) })
  await Promise.all(instanceIds.filter((instanceId) => !byInstance.has(instanceId)).map((instanceId) => read(client, instanceId)))
}

function set(instanceId: number, statuses: FrameStatuses): void {
  useFrameStatuses.setState(({ byInstance }) => ({ byInstance: new Map(byInstance).set(instanceId, statuses) }))
}

/** Asks for the statuses again when changes of some may have been missed. */
export async function reloadFrameStatuses(client: Client<typeof masksContract>): Promise<void> {
  await Promise.all([...useFrameStatuses.getState().byInstance.keys()].map((instanceId) => read(client, instanceId)))
}

async function read(client: Client<typeof masksContract>, instanceId: number): Promise<void> {
  const statuses = await client.statuses({ instanceId })
  set(instanceId, new Map(statuses.map(({ frame, status }) => [frame, status])))
}
