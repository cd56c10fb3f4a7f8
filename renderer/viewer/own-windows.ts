import { create } from 'zustand'
import type { ServiceClients } from '../connection/services'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import type { ImageWindow } from '../viewport/image-window'

export const ownWindowCount = 3

/** The windows a person has kept, by place; null where there is none. */
export const useOwnWindows = create<{ windows: readonly (ImageWindow | null)[] }>(() => ({ windows: [] }))

export function takeOwnWindows(windows: readonly (ImageWindow | null)[]): void {
  useOwnWindows.setState({ windows })
}

export async function keepWindow(settings: ServiceClients['settings'], place: number, kept: ImageWindow): Promise<void> {
  const { windows: before } = useOwnWindows.getState()
  const windows = Array.from({ length: ownWindowCount }, (_, index) => (index === place ? kept : (before[index] ?? null)))
  useOwnWindows.setState({ windows })
  await settings.change({ windows }).catch((error: unknown) => notify('error', messageOf(error)))
}
