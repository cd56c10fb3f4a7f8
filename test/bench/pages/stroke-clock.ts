import type { ClientMessage, ServerMessage } from '../../../electron/ipc/rpc-message'
import { decodeBinaryFrame } from '../../../electron/ipc/transports/binary-frame'

/** When the stations of one stroke were passed, in milliseconds from the pointer's release. */
export interface StrokeTimes {
  /** The call left the page. */
  readonly sent: number
  /** The page looked at the answer. */
  readonly answered: number
  /** The mark says that it is saved. */
  readonly saved: number
}

declare global {
  interface Window {
    /** Resolves when the next stroke is shown as saved; rejects with how far it came when it is not in half a minute. */
    nextStroke(): Promise<StrokeTimes>
  }
}

let released = 0
let sent: { readonly id: number; readonly at: number } | null = null
let answeredAt = 0

/** Messages as the services write them: objects on the desktop, frames of bytes in a browser. */
function messageOf(data: unknown): unknown {
  if (data instanceof ArrayBuffer) return decodeBinaryFrame(new Uint8Array(data))
  return data instanceof Uint8Array ? decodeBinaryFrame(data) : data
}

function watchSending(prototype: object, name: 'send' | 'postMessage'): void {
  const sender = prototype as Record<string, (...data: unknown[]) => void>
  const send = sender[name]!
  sender[name] = function (this: unknown, ...data: unknown[]) {
    const message = messageOf(data[0]) as Partial<Extract<ClientMessage, { kind: 'call' }>> | null
    if (message?.kind === 'call' && message.service === 'masks' && message.method === 'applyStroke') sent = { id: message.id!, at: performance.now() }
    send.apply(this, data)
  }
}

watchSending(WebSocket.prototype, 'send')
watchSending(MessagePort.prototype, 'postMessage')

const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data')!
Object.defineProperty(MessageEvent.prototype, 'data', {
  get(this: MessageEvent) {
    const data: unknown = get!.call(this)
    if (sent !== null && answeredAt === 0) {
      const message = messageOf(data) as Partial<Extract<ServerMessage, { kind: 'result' }>> | null
      if (message?.kind === 'result' && message.id === sent.id) answeredAt = performance.now()
    }
    return data
  },
})

const patienceMs = 30_000

window.nextStroke = () =>
  new Promise((resolve, reject) => {
    const mark = document.querySelector('[data-testid="save-state"]')!
    released = answeredAt = 0
    sent = null
    window.addEventListener('pointerup', ({ timeStamp }) => (released = timeStamp), { capture: true, once: true })
    const observer = new MutationObserver(() => {
      if (answeredAt === 0 || sent === null || mark.getAttribute('data-state') !== 'saved') return
      observer.disconnect()
      clearTimeout(late)
      resolve({ sent: sent.at - released, answered: answeredAt - released, saved: performance.now() - released })
    })
    observer.observe(mark, { attributes: true })
    const late = setTimeout(() => {
      observer.disconnect()
      const stations = { released: released !== 0, sent: sent !== null, answered: answeredAt !== 0, shown: mark.isConnected ? mark.getAttribute('data-state') : 'gone' }
      reject(new Error(`a stroke was not shown as saved within ${patienceMs / 1000} s: ${JSON.stringify(stations)}`))
    }, patienceMs)
  })
