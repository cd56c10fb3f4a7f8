import { protocol } from 'electron'
import { Readable } from 'node:stream'
import type { ResourceHandler } from '../services/resources'

const scheme = 'app'
const host = 'bundle'
export const pageUrl = `${scheme}://${host}/`

/** Whether an address belongs to the page. (`new URL('app://x').origin` is 'null' in Node: protocol and host are compared.) */
export function isPageUrl(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return url.protocol === `${scheme}:` && url.host === host
}

/** Has to run before the app is ready, and not after anything asynchronous. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } }])
}

/** Serves the page and its resources under app://bundle/. */
export function servePage(resources: ResourceHandler): void {
  protocol.handle(scheme, async (request) => {
    if (!isPageUrl(request.url)) return new Response(null, { status: 404 })
    const body = request.body as AsyncIterable<Uint8Array> | null
    const answer = await resources({ method: request.method, path: new URL(request.url).pathname, body, signal: request.signal })
    const empty = answer.status === 204 || request.method === 'HEAD'
    const content = answer.body instanceof Readable ? (Readable.toWeb(answer.body) as ReadableStream) : (answer.body as Uint8Array<ArrayBuffer> | string)
    return new Response(empty ? null : content, { status: answer.status, headers: answer.headers })
  })
}
