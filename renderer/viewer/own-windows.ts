import { create } from 'zustand'
import { watchSettings } from '../connection/person-settings'
import type { ServiceClients } from '../connection/services'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import type { ImageWindow } from '../viewport/image-window'

export const ownWindowCount = 3

/** The windows a person has kept, by place; null where there is none. */
export const useOwnWindows = create<{ windows: readonly (ImageWindow | null)[] }>(() => ({ windows: [] }))

/** Loads those of the person and keeps them up to date. */
export function watchOwnWindows(settings: ServiceClients['settings']): Promise<void> {
  return watchSettings(settings, ({ windows }) => useOwnWindows.setState({ windows }))
}

export async function keepWindow(settings: ServiceClients['settings'], place: number, kept: ImageWindow): Promise<void> {
  const { windows: before } = useOwnWindows.getState()
  const windows = Array.from({ length: ownWindowCount }, (_, index) => (index === place ? kept : (before[index] ?? null)))
  useOwnWindows.setState({ windows })
  await settings.change({ windows }).catch((error: unknown) => notify('error', messageOf(error)))
}
