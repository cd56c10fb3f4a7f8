import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Duplex, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { WebSocketServer } from 'ws'
import type { Port } from '../ipc/port'
import { maximumMessageBytes } from '../ipc/transports/binary-frame'
import { serverWebSocketPort, webSocketPath } from '../ipc/transports/web-socket-port'
import type { ResourceHandler } from '../services/resources'
import { type Access, AccessGuard } from './access-guard'
import { listenOn } from './listen'

export interface BrowserHostOptions {
  /** A port that must be free; null lets the host choose. */
  readonly port: number | null
  readonly resources: ResourceHandler
  readonly onConnection: (port: Port) => void
  readonly log: (line: string) => void
}

export interface BrowserHost {
  /** With the token: whoever opens it is let in. */
  readonly address: string
  readonly token: string
  close(): Promise<void>
}

const maximumConnections = 32

/** Serves the page and the services on the loopback address. */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const guard = new AccessGuard()
  // requestTimeout is off because of uploads of whole studies; slow headers are still cut off.
  const server = createServer({ requestTimeout: 0, headersTimeout: 20_000, maxHeaderSize: 16_384 }, (request, response) => void serve(request, response, guard, options))
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maximumMessageBytes, perMessageDeflate: false })
  server.on('upgrade', (request, socket, head) => {
    const access = parsed(request.url)?.pathname === webSocketPath ? guard.check(request, true) : refused(404)
    if (!access.granted) return hangUp(socket, access.status)
    if (sockets.clients.size >= maximumConnections) return hangUp(socket, 503)
    sockets.handleUpgrade(request, socket, head, (client) => options.onConnection(serverWebSocketPort(client)))
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  const port = await listenOn(server, options.port)
  guard.listensOn(port)
  return { address: `http://127.0.0.1:${port}/?token=${guard.token}`, token: guard.token, close: () => close(server, sockets) }
}

async function serve(request: IncomingMessage, response: ServerResponse, guard: AccessGuard, options: BrowserHostOptions): Promise<void> {
  const url = parsed(request.url)
  if (!url) return sendPlain(response, 400, 'the address cannot be read')
  const place = guard.checkPlace(request)
  if (!place.granted) return sendPlain(response, place.status, place.reason)
  if (url.pathname === '/' && guard.acceptsToken(url.searchParams.get('token'))) return welcome(response, guard)
  const method = request.method ?? 'GET'
  const access = guard.check(request, method !== 'GET' && method !== 'HEAD')
  if (!access.granted) return sendPlain(response, access.status, access.reason)
  // A page that scrolls past a thumbnail hangs up: nobody works for it then.
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const answer = await options.resources({ method, path: url.pathname, body: method === 'PUT' ? request : null, signal: gone.signal })
  if (response.destroyed) return
  // A refused upload may still be arriving: the connection cannot be used again.
  if (!request.complete && method === 'PUT') response.setHeader('Connection', 'close')
  response.writeHead(answer.status, answer.headers)
  if (!(answer.body instanceof Readable)) response.end(method === 'HEAD' ? undefined : answer.body)
  else if (method === 'HEAD') response.end(() => (answer.body as Readable).destroy())
  // What breaks off here is the browser's to tell: the headers are gone already.
  else await pipeline(answer.body, response).catch((error: unknown) => options.log(`a download broke off: ${String(error)}`))
}

/**
 * Exchanges the token for the cookie and opens the page under an address without it. Not by a redirect: after a click
 * in another site's page the browser would not send a strict cookie along with that.
 */
function welcome(response: ServerResponse, guard: AccessGuard): void {
  response.writeHead(200, {
    'Set-Cookie': guard.cookie,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  })
  response.end('<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>LightVessel Workstation</title>')
}

function sendPlain(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' })
  response.end(`LightVessel Workstation: ${sentence}.\n`)
}

/** Null for anything but a path of this server: other forms of a request's target are for proxies. */
function parsed(target: string | undefined): URL | null {
  if (!target?.startsWith('/') || target.startsWith('//')) return null
  const address = `http://workstation${target}`
  return URL.canParse(address) ? new URL(address) : null
}

function refused(status: number): { granted: false; status: number; reason: string } | Access {
  return { granted: false, status, reason: 'there is nothing here' }
}

function hangUp(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const client of sockets.clients) client.close(1001)
  const hurry = setTimeout(() => {
    for (const client of sockets.clients) client.terminate()
    server.closeAllConnections()
  }, 1000)
  return new Promise((resolve) => {
    server.close(() => {
      clearTimeout(hurry)
      resolve()
    })
    server.closeIdleConnections()
  })
}
