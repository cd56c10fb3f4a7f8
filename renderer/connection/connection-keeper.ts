import { create } from 'zustand'
import type { PageConnection } from '../../electron/ipc/connect-page'
import { desktopBridge } from '../../electron/ipc/desktop-bridge'

/**
 * - `lost`: the services do not answer; it is tried again and again.
 * - `refused`: the workstation was started anew and does not know this page; it needs the new address.
 * - `other`: what answers has another library open, so nothing of this page may be saved there.
 */
export type ConnectionState = 'open' | 'lost' | 'refused' | 'other'

export const useConnection = create<{ state: ConnectionState }>(() => ({ state: 'open' }))

const firstWaitMs = 500
const longestWaitMs = 8000

/** What a page does when its connection is back. */
export interface Resumption {
  /** Whether what answers now is the workstation that this page belongs to. */
  isSame(): Promise<boolean>
  resume(): Promise<void>
}

/** Notices that the connection is lost and makes it again, without loading the page: what is not saved yet stays in it. */
export class ConnectionKeeper {
  private waitMs = firstWaitMs
  private timer: ReturnType<typeof setTimeout> | null = null
  private trying = false

  constructor(
    private readonly connection: PageConnection,
    private readonly resumption: Resumption,
  ) {
    connection.onLost(() => {
      useConnection.setState({ state: 'lost' })
      this.waitMs = firstWaitMs
      this.soon()
    })
    window.addEventListener('online', () => void this.tryNow())
    window.addEventListener('focus', () => void this.tryNow())
  }

  /** Shows the new address's token to the workstation; says in one word what came of it. */
  async acceptAddress(address: string): Promise<'connected' | 'no-address' | 'other-port' | 'refused'> {
    const url = URL.canParse(address.trim()) ? new URL(address.trim()) : null
    const token = url?.searchParams.get('token')
    if (!url || !token) return 'no-address'
    if (url.port !== location.port) return 'other-port'
    const answer = await fetch(`/?token=${encodeURIComponent(token)}`, { cache: 'no-store' }).catch(() => null)
    if (!answer?.ok) return 'refused'
    await this.tryNow()
    return useConnection.getState().state === 'open' ? 'connected' : 'refused'
  }

  async tryNow(): Promise<void> {
    if (useConnection.getState().state === 'open' || this.trying) return
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    this.trying = true
    try {
      await this.connection.reconnect()
      const same = await this.resumption.isSame()
      useConnection.setState({ state: same ? 'open' : 'other' })
      if (same) await this.resumption.resume()
    } catch {
      useConnection.setState({ state: (await isRefused()) ? 'refused' : 'lost' })
      this.waitMs = Math.min(longestWaitMs, 2 * this.waitMs)
      this.soon()
    } finally {
      this.trying = false
    }
  }

  private soon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null
      void this.tryNow()
    }, this.waitMs)
  }
}

/** A browser does not tell why a WebSocket was refused; a plain request does. */
async function isRefused(): Promise<boolean> {
  if (desktopBridge() !== null) return false
  const answer = await fetch('/', { method: 'HEAD', cache: 'no-store' }).catch(() => null)
  return answer?.status === 401
}
