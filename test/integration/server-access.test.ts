import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type BrowserHost, startBrowserHost } from '../../electron/server/http-server'
import { createResourceHandler, type ResourceSource } from '../../electron/services/resources'
import { ServiceError } from '../../electron/ipc/service-error'

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

describe('browser host', () => {
  let folder: string
  let host: BrowserHost
  let port: number
  let cookie: string
  const connections: string[] = []
  const uploads = new Map<string, number>()
  const log: string[] = []
  /** Thumbnails that nobody waits for any more. */
  const abandoned: number[] = []

  const source: ResourceSource = {
    frame: (instanceId, frame) => {
      if (instanceId !== 7) throw new ServiceError('not-found', 'there is no such image')
      return Promise.resolve(Uint8Array.of(1, 2, frame))
    },
    thumbnail: (seriesId, signal) => {
      if (seriesId === 1) return Promise.reject(new Error('/secret/path/of/the/server'))
      return new Promise((_resolve, reject) => signal!.addEventListener('abort', () => {
        abandoned.push(seriesId)
        reject(signal!.reason as Error)
      }))
    },
    upload: async (uploadId, name, body) => {
      let size = 0
      for await (const chunk of body) size += chunk.byteLength
      uploads.set(`${uploadId}/${name}`, size)
    },
    download: () => null,
  }

  function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body?: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const call = request({ host: '127.0.0.1', port, path, method, headers: { Host: `127.0.0.1:${port}`, ...headers } }, (response) => {
        let text = ''
        response.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: text }))
      })
      call.once('error', reject)
      call.end(body)
    })
  }

  /** Resolves with 'open' or the refusal's status. */
  function openSocket(headers: Record<string, string>, path = '/rpc'): Promise<string> {
    return new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers })
      socket.once('open', () => {
        resolve('open')
        socket.close()
      })
      socket.once('unexpected-response', (_request, response) => resolve(String(response.statusCode)))
      socket.once('error', () => resolve('error'))
    })
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lightvessel-page-'))
    mkdirSync(join(folder, 'page', 'assets'), { recursive: true })
    writeFileSync(join(folder, 'page', 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">')
    writeFileSync(join(folder, 'page', 'assets', 'main-1a2b.js'), 'export {}')
    writeFileSync(join(folder, 'secret.json'), '"secret"')
    symlinkSync(join(folder, 'secret.json'), join(folder, 'page', 'linked.json'))
    const resources = createResourceHandler({ rendererFolder: join(folder, 'page'), source: () => source, log: (line) => log.push(line) })
    host = await startBrowserHost({ port: 0, resources, onConnection: () => connections.push('open'), log: (line) => log.push(line) })
    port = Number(new URL(host.address).port)
    const welcome = await ask(`/?token=${host.token}`)
    cookie = welcome.headers['set-cookie']![0]!
  })
  afterAll(async () => {
    await host.close()
    rmSync(folder, { recursive: true })
  })

  const session = (): Record<string, string> => ({ Cookie: cookie.split(';')[0]! })
  const own = (): Record<string, string> => ({ ...session(), Origin: `http://127.0.0.1:${port}` })

  it('gives the page to whoever has the token, and nothing to others', async () => {
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/)
    expect(cookie).not.toContain(host.token)
    expect((await ask('/')).status).toBe(401)
    expect((await ask('/?token=wrong')).status).toBe(401)
    expect((await ask('/frames/7/0')).status).toBe(401)
    expect((await ask('/', { Cookie: `lightvessel-${port}=wrong` })).status).toBe(401)
    expect((await ask('/', session())).status).toBe(200)
    expect((await ask('/frames/7/5', { Authorization: `Bearer ${host.token}` })).body).toBe('\u0001\u0002\u0005')
  })

  it('refuses foreign host names and origins', async () => {
    expect((await ask('/', { ...session(), Host: `evil.example:${port}` })).status).toBe(403)
    expect((await ask('/', { ...session(), Host: '127.0.0.1' })).status).toBe(403)
    expect((await ask(`/?token=${host.token}`, { Host: `evil.example:${port}` })).status).toBe(403)
    expect((await ask('/', { ...session(), Origin: 'https://evil.example' })).status).toBe(403)
    expect((await ask('/', { ...session(), Origin: 'null' })).status).toBe(403)
    expect((await ask('/frames/7/0', { ...session(), 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' })).status).toBe(403)
  })

  it('opens sockets for its own page only', async () => {
    expect(await openSocket(own())).toBe('open')
    expect(await openSocket({ Authorization: `Bearer ${host.token}` })).toBe('open')
    expect(await openSocket(session())).toBe('403')
    expect(await openSocket({ ...session(), Origin: 'https://evil.example' })).toBe('403')
    expect(await openSocket({ Origin: `http://127.0.0.1:${port}` })).toBe('401')
    expect(connections).toHaveLength(2)
  })

  it('sends a strict policy with a nonce of its own for every page', async () => {
    const [first, second] = [await ask('/', session()), await ask('/index.html', session())]
    const policy = first.headers['content-security-policy'] as string
    const nonce = /'nonce-([^']+)'/.exec(policy)![1]!
    expect(first.body).toContain(`content="${nonce}"`)
    expect(second.headers['content-security-policy']).not.toContain(nonce)
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    expect(first.headers['x-content-type-options']).toBe('nosniff')
    expect((await ask('/assets/main-1a2b.js', session())).headers['content-type']).toMatch(/^text\/javascript/)
  })

  it('never leaves the page folder', async () => {
    for (const path of ['/../secret.json', '/%2e%2e/secret.json', '/..%2fsecret.json', '/assets/..%2f..%2fsecret.json', '/%2e%2e%5csecret.json', '/linked.json', '/%00', '/%ff', '/assets', '/assets/']) {
      const answer = await ask(path, session())
      expect([path, answer.status]).toEqual([path, 404])
      expect(answer.body).not.toContain('"secret"')
    }
  })

  it('survives targets that are no paths', async () => {
    for (const target of ['//secret.json', 'http://evil.example/', '//', '*', '/rpc%']) expect([400, 404]).toContain((await ask(target, session())).status)
    expect(await openSocket(own(), '//')).toBe('404')
    expect(await openSocket({ ...own(), Host: 'evil.example' })).toBe('403')
    expect((await ask('/', session())).status).toBe(200)
  })

  it('answers declared errors by status, and faults without their words', async () => {
    expect((await ask('/frames/8/0', session())).status).toBe(404)
    expect((await ask('/frames/7/-1', session())).status).toBe(404)
    expect((await ask('/frames/7', session())).status).toBe(404)
    expect((await ask('/frames/7/0/1', session())).status).toBe(404)
    const fault = await ask('/thumbnails/1', session())
    expect(fault.status).toBe(500)
    expect(fault.body).not.toContain('secret')
    expect(log.join('\n')).toContain('/secret/path')
  })

  it('gives up a thumbnail when the page hangs up, and does not call that a fault', async () => {
    const faults = log.length
    const call = request({ host: '127.0.0.1', port, path: '/thumbnails/2', headers: { Host: `127.0.0.1:${port}`, ...session() } })
    call.on('error', () => undefined).end()
    setTimeout(() => call.destroy(), 50)
    await expect.poll(() => abandoned).toEqual([2])
    expect(log.length).toBe(faults)
  })

  it('takes uploads from its own page only', async () => {
    expect((await ask('/uploads/0123-abcdef/run%201.dcm', own(), 'PUT', 'x'.repeat(100_000))).status).toBe(204)
    expect(uploads.get('0123-abcdef/run 1.dcm')).toBe(100_000)
    expect((await ask('/uploads/0123-abcdef/a', session(), 'PUT', 'x')).status).toBe(403)
    expect((await ask('/uploads/UPPER/a', own(), 'PUT', 'x')).status).toBe(400)
    expect((await ask('/uploads/0123-abcdef/a/b', own(), 'PUT', 'x')).status).toBe(400)
    expect((await ask('/uploads/0123-abcdef/%ff', own(), 'PUT', 'x')).status).toBe(400)
    expect((await ask('/frames/7/0', own(), 'DELETE')).status).toBe(405)
  })

  it('says in one sentence that a port is taken, and finds another one when it may', async () => {
    const other: Server = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const taken = (other.address() as AddressInfo).port
    const options = { resources: createResourceHandler({ rendererFolder: folder, source: () => null, log: () => undefined }), onConnection: () => undefined, log: () => undefined }
    await expect(startBrowserHost({ ...options, port: taken })).rejects.toThrow(`port ${taken} is in use by another program`)
    const [one, two] = [await startBrowserHost({ ...options, port: null }), await startBrowserHost({ ...options, port: null })]
    expect(one.address).not.toBe(two.address)
    await Promise.all([one.close(), two.close(), new Promise((resolve) => other.close(resolve))])
  })
})
