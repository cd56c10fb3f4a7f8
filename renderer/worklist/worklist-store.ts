import { create } from 'zustand'
import type { FrameKey, Worklist, WorklistItem } from '../../electron/ipc/contract/index'
import type { ServiceClients } from '../connection/services'
import { usePeople } from '../people/people-store'
import { messageOf } from '../shell/message-of'
import { sameFrame } from '../state/same-frame'

interface WorklistState {
  /** Null until it has been read. */
  readonly list: Worklist | null
  readonly error: string | null
  /** Also what nobody was given. */
  readonly unassigned: boolean
  /** Whether the panel shows the worklist: approving then goes on in it. */
  readonly shown: boolean
  /** Where in the list the person is. */
  readonly position: number
}

const limit = 1000
const storageKey = 'lightvessel.worklist-unassigned'

/** The open work of the person on this page. */
export const useWorklist = create<WorklistState>(() => ({ list: null, error: null, unassigned: localStorage.getItem(storageKey) !== 'false', shown: false, position: 0 }))

export function setUnassigned(unassigned: boolean): void {
  localStorage.setItem(storageKey, String(unassigned))
  useWorklist.setState({ unassigned })
}

/** Keeps the list up to date for as long as the page lives: at most one reading at a time, and the last change is always read. */
export function watchWorklist(clients: Pick<ServiceClients, 'review' | 'library'>): void {
  let timer: ReturnType<typeof setTimeout> | null = null
  let reading = false
  let again = false
  const read = async (): Promise<void> => {
    if (reading) return void (again = true)
    if (usePeople.getState().me === null) return useWorklist.setState({ list: null })
    reading = true
    try {
      useWorklist.setState({ list: await clients.review.worklist({ unassigned: useWorklist.getState().unassigned, limit }), error: null })
    } catch (error) {
      useWorklist.setState({ error: messageOf(error) })
    } finally {
      reading = false
      if (again) {
        again = false
        soon()
      }
    }
  }
  const soon = (): void => {
    timer ??= setTimeout(() => {
      timer = null
      void read()
    }, 300)
  }
  clients.review.on('changed', soon)
  clients.library.on('changed', soon)
  usePeople.subscribe((state, before) => (state.me !== before.me || state.settings !== before.settings) && void read())
  useWorklist.subscribe((state, before) => state.unassigned !== before.unassigned && void read())
  void read()
}

/**
 * The item to go to from a frame: the one after (or before) it, from the end on to the beginning. A frame that is not in the list any
 * more was at `position`, and the next one has moved up to there. Null when nothing else is open.
 */
export function neighbourItem(items: readonly WorklistItem[], from: FrameKey | null, position: number, by: 1 | -1): WorklistItem | null {
  const at = items.findIndex((item) => sameFrame(item, from))
  const wanted = at >= 0 ? at + by : by > 0 ? position : position - 1
  const target = items[(wanted + items.length) % Math.max(1, items.length)]
  return target === undefined || sameFrame(target, from) ? null : target
}
