import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export type Access = { granted: true } | { granted: false; status: 401 | 403; reason: string }

/**
 * Who may talk to the browser host. The server listens on the loopback address only; besides, every request must
 * - name the host as this machine (a foreign name that resolves to 127.0.0.1 is DNS rebinding),
 * - come from the page itself when a browser says where it comes from,
 * - carry the session's cookie or `Authorization: Bearer TOKEN`.
 */
export class AccessGuard {
  /** Stands in the printed address; exchanged for a cookie at the first visit. */
  readonly token = randomBytes(32).toString('base64url')
  private readonly session = randomBytes(32).toString('base64url')
  private port = 0

  /** Cookies are shared by all ports of a host name, so that their name has to tell them apart. */
  private get cookieName(): string {
    return `lightvessel-${this.port}`
  }

  listensOn(port: number): void {
    this.port = port
  }

  get cookie(): string {
    return `${this.cookieName}=${this.session}; Path=/; HttpOnly; SameSite=Strict`
  }

  acceptsToken(token: string | null): boolean {
    return token !== null && sameText(token, this.token)
  }

  /** Checks that hold for every request, before anybody is known. */
  checkPlace(request: IncomingMessage): Access {
    const host = request.headers.host ?? ''
    if (!this.hosts().includes(host.toLowerCase())) return { granted: false, status: 403, reason: 'this host name is not the workstation' }
    const origin = request.headers.origin
    if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) return { granted: false, status: 403, reason: 'requests of other sites are refused' }
    const site = request.headers['sec-fetch-site']
    const navigates = request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document'
    if ((site === 'cross-site' || site === 'same-site') && !navigates) return { granted: false, status: 403, reason: 'requests of other sites are refused' }
    return { granted: true }
  }

  /** `checkPlace`, and the request is of a browser that has shown the token. Acts (not mere reading) of a browser must name their origin. */
  check(request: IncomingMessage, act: boolean): Access {
    const place = this.checkPlace(request)
    if (!place.granted) return place
    const authorization = request.headers.authorization
    if (authorization?.startsWith('Bearer ') && sameText(authorization.slice('Bearer '.length), this.token)) return { granted: true }
    if (!this.hasSession(request)) return { granted: false, status: 401, reason: 'open the address that the workstation printed when it started: it holds the token' }
    if (act && request.headers.origin === undefined) return { granted: false, status: 403, reason: 'the origin is missing' }
    return { granted: true }
  }

  private hasSession(request: IncomingMessage): boolean {
    const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim())
    return cookies.some((cookie) => cookie.startsWith(`${this.cookieName}=`) && sameText(cookie.slice(this.cookieName.length + 1), this.session))
  }

  private hosts(): string[] {
    return [`127.0.0.1:${this.port}`, `localhost:${this.port}`]
  }
}

function sameText(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}
