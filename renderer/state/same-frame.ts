import type { FrameKey } from '../../electron/ipc/contract/index'

/** Whether these are one and the same frame; no frame is none. */
export function sameFrame(one: FrameKey | null | undefined, other: FrameKey | null | undefined): boolean {
  return one !== null && one !== undefined && one.instanceId === other?.instanceId && one.frame === other.frame
}
