import { create } from 'zustand'
import type { Client } from '../../electron/ipc/contract'
import type { FrameKey, vesselContract } from '../../electron/ipc/contract/index'
import { messageOf } from '../shell/message-of'
import { sameFrame } from '../state/same-frame'

/** What is known of the frame that the smart tools are being prepared for. */
export type VesselState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'preparing'; readonly key: FrameKey }
  | { readonly kind: 'ready'; readonly key: FrameKey; readonly evidence: Uint8Array; readonly withoutModel: string | null }
  | { readonly kind: 'failed'; readonly key: FrameKey; readonly message: string }

export const useVesselState = create<VesselState>(() => ({ kind: 'idle' }))

let services: Client<typeof vesselContract> | null = null

/** Gives the tools their service, once, when the page starts. */
export function connectVessels(client: Client<typeof vesselContract>): void {
  services = client
}

export function vesselClient(): Client<typeof vesselContract> {
  if (services === null) throw new Error('the vessel service is used before the page is connected')
  return services
}

/** Frames that are being prepared: each is asked for once, however often it is wanted meanwhile. */
const asked = new Map<string, Promise<boolean>>()

/** Gets a frame ready for the smart tools; resolves to whether it is. What failed is tried again by the next call. */
export function prepareVessels(key: FrameKey): Promise<boolean> {
  const before = useVesselState.getState()
  if (before.kind === 'ready' && sameFrame(before.key, key)) return Promise.resolve(true)
  if (before.kind !== 'preparing' || !sameFrame(before.key, key)) useVesselState.setState({ kind: 'preparing', key }, true)
  const name = `${key.instanceId}/${key.frame}`
  let answer = asked.get(name)
  if (answer === undefined) {
    answer = prepare(key).finally(() => asked.delete(name))
    asked.set(name, answer)
  }
  return answer
}

async function prepare(key: FrameKey): Promise<boolean> {
  const isWanted = (): boolean => {
    const state = useVesselState.getState()
    return state.kind === 'preparing' && sameFrame(state.key, key)
  }
  try {
    const { evidence, withoutModel } = await vesselClient().maps(key)
    if (isWanted()) useVesselState.setState({ kind: 'ready', key, evidence, withoutModel }, true)
    return true
  } catch (error) {
    if (isWanted()) useVesselState.setState({ kind: 'failed', key, message: messageOf(error) }, true)
    return false
  }
}
