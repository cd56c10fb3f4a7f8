import type { Client } from '../../electron/ipc/contract'
import type { DifferenceRegion, FrameKey, readingsContract } from '../../electron/ipc/contract/index'
import type { FrameMaskStore } from '../masks/frame-mask-store'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import type { ComparedFrames, SideLabels } from './compared-frames'
import { comparedReadings, useComparison } from './comparison-store'

export interface ReadingPair {
  readonly first: number
  readonly second: number
}

interface Deciding {
  readonly clients: { readonly readings: Client<typeof readingsContract> }
  readonly masks: FrameMaskStore
}

/** Whose labels the mask has at a pixel where the readings differ: neither's when it was painted otherwise. */
export function takenAt(at: number, current: SideLabels | undefined, first: SideLabels | undefined, second: SideLabels | undefined): 'first' | 'second' | null {
  if (!current || !first || !second) return null
  if (current[at] === first[at]) return 'first'
  return current[at] === second[at] ? 'second' : null
}

/** Runs an act that decides between readings; what was painted before is saved first. Says so when it fails. */
export async function deciding({ masks }: Deciding, key: FrameKey, act: () => Promise<unknown>): Promise<void> {
  try {
    await masks.replacing(key, act)
  } catch (error) {
    notify('error', messageOf(error))
  }
}

/** A click on a difference gives it to the other reader. */
export async function pickDifference(services: Deciding & { readonly compared: ComparedFrames }, key: FrameKey, columns: number, x: number, y: number): Promise<void> {
  const { a, b } = useComparison.getState()
  const pair = comparedReadings(a, b)
  if (pair === null) return
  const at = Math.floor(y) * columns + Math.floor(x)
  const first = services.compared.peek(key, { kind: 'reading', number: pair.first })
  const second = services.compared.peek(key, { kind: 'reading', number: pair.second })
  if (!first || !second || first[at] === second[at]) return
  const take = takenAt(at, services.masks.peek(key)?.labels, first, second) === 'first' ? 'second' : 'first'
  await deciding(services, key, () => services.clients.readings.decide({ ...key, ...pair, where: { x: Math.floor(x), y: Math.floor(y) }, take }))
}

/** Differences of a few pixels run along every border that two people draw; they are decided together. */
export const smallDifference = 8

export function isSmall(region: DifferenceRegion): boolean {
  return region.pixels < smallDifference
}
