import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { usualSettings } from '../../electron/ipc/contract/index'
import type { ServiceClients } from '../../renderer/connection/services'
import { rememberBrowser, useBrowser } from '../../renderer/library/browser-store'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', { addEventListener: () => undefined })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const slowSettings = (): Promise<typeof usualSettings> => new Promise((resolve) => setTimeout(() => resolve(usualSettings), 2000))

it('what changes while the settings are on their way is stored for nobody, and what changes afterwards is', async () => {
  const change = vi.fn(async () => usualSettings)
  const browser = rememberBrowser({ change } as unknown as ServiceClients['settings'])
  const loaded = browser.load(slowSettings())
  useBrowser.setState({ lastInstanceId: 78 })
  await vi.advanceTimersByTimeAsync(5000)
  await loaded
  expect(change).not.toHaveBeenCalled()
  useBrowser.setState({ lastInstanceId: 79 })
  await vi.advanceTimersByTimeAsync(5000)
  expect(change).toHaveBeenCalledOnce()
})
