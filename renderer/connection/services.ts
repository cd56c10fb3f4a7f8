import { createContext, use } from 'react'
import type { Clients } from '../../electron/ipc/rpc-client'
import type { contracts } from '../../electron/ipc/contract/index'
import type { AppActions } from '../state/app-actions'
import type { FrameOpener } from '../library/frame-opener'
import type { SeriesRows } from '../library/series-rows'
import type { ThumbnailSource } from '../library/thumbnail-source'
import type { ComparedFrames } from '../comparison/compared-frames'
import type { ConnectionKeeper } from './connection-keeper'
import type { FrameMaskStore } from '../masks/frame-mask-store'
import type { FrameFilter } from '../filters/frame-filter'
import type { FrameSource } from '../viewport/frame-source'
import type { ViewMemory } from '../viewport/image-viewport'

export type ServiceClients = Clients<typeof contracts>

/** What every part of the page may use. */
export interface PageServices {
  readonly clients: ServiceClients
  readonly masks: FrameMaskStore
  readonly compared: ComparedFrames
  readonly frames: FrameSource
  readonly seriesRows: SeriesRows
  readonly thumbnails: ThumbnailSource
  readonly opener: FrameOpener
  readonly filter: FrameFilter
  readonly views: ViewMemory
  readonly actions: AppActions
  readonly connection: ConnectionKeeper
  /** Lets somebody else work on this page; resolves to whether it did, and says why when it did not. */
  takeOver(personId: number): Promise<boolean>
}

export const ServicesContext = createContext<PageServices | null>(null)

export function useServices(): PageServices {
  const services = use(ServicesContext)
  if (services === null) throw new Error('useServices is used outside of its provider')
  return services
}
