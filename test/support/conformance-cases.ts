import type { Port } from '../../electron/ipc/port'
import { createClients } from '../../electron/ipc/rpc-client'
import { ServiceError } from '../../electron/ipc/service-error'
import { conformanceContract } from './conformance-contract'

export interface ConformanceHost {
  /** A new connection to a server made by `createConformanceServer`. */
  connect(): Promise<Port>
  /** Whether all connections reach one server (a process has one connection only). */
  readonly sharedServer: boolean
}

export interface ConformanceCase {
  readonly name: string
  run(host: ConformanceHost): Promise<void>
}

const clientOf = (port: Port) => createClients(port, { conformance: conformanceContract }).conformance

async function withClient(host: ConformanceHost, use: (client: ReturnType<typeof clientOf>, port: Port) => Promise<void>): Promise<void> {
  const port = await host.connect()
  try {
    await use(clientOf(port), port)
  } finally {
    port.close()
  }
}

/** No test framework: the same cases run in Node and in the page of a desktop window. */
export const conformanceCases: readonly ConformanceCase[] = [
  {
    name: 'round trip',
    run: (host) =>
      withClient(host, async (client) => {
        const input = { text: 'Höhe „42“ \u202e 心', count: -0.5, items: [{ ok: true }, { ok: false }] }
        equal(await client.echo(input), input)
        equal(await Promise.all([1, 2, 3, 4].map((count) => client.echo({ text: 't', count }))), [1, 2, 3, 4].map((count) => ({ text: 't', count })))
      }),
  },
  {
    name: 'validation error',
    run: (host) =>
      withClient(host, async (client) => {
        const error = await failure(client.echo({ text: 5, count: 'x' } as never))
        equal(error.code, 'invalid-input')
        check(error.message.includes('text'), `the message names the field: ${error.message}`)
        equal((error.details as { issues: unknown[] }).issues.length, 2)
      }),
  },
  {
    name: 'unknown fields and prototype keys do not reach the implementation',
    run: (host) =>
      withClient(host, async (client) => {
        equal(await client.keys({ kept: 'yes', dropped: 'no', constructor: 'no' } as never), ['kept'])
        equal((await failure(client.declared({ extra: 1 } as never))).code, 'invalid-input')
        equal(({} as Record<string, unknown>)['polluted'], undefined)
      }),
  },
  {
    name: 'typed error',
    run: (host) =>
      withClient(host, async (client) => {
        const error = await failure(client.declared({}))
        equal([error.code, error.message, error.details], ['conflict', 'the mask has changed', { reasons: ['first', 'second'] }])
      }),
  },
  {
    name: 'unexpected error tells nothing about the server',
    run: (host) =>
      withClient(host, async (client) => {
        for (const call of [client.unexpected({}), client.outsideContract({}), client.unsendable({})]) {
          const error = await failure(call)
          equal(error.code, 'internal')
          check(!/secret|conformance-server|at /.test(`${error.message}${JSON.stringify(error.details)}`), `no inner words: ${error.message}`)
        }
      }),
  },
  {
    name: 'event',
    run: (host) =>
      withClient(host, async (client) => {
        const heard: string[] = []
        const stop = client.on('announced', ({ text }) => heard.push(text))
        await client.announce({ text: 'one' })
        await client.announce({ text: 'two' })
        stop()
        await client.announce({ text: 'three' })
        equal(heard, ['one', 'two'])
      }),
  },
  {
    name: 'cancellation',
    run: (host) =>
      withClient(host, async (client) => {
        const before = await client.aborted({})
        const controller = new AbortController()
        const error = await failure(client.wait({}, { signal: controller.signal, onProgress: () => controller.abort() }))
        equal(error.code, 'cancelled')
        equal(await client.aborted({}), before + 1)
        equal((await failure(client.wait({}, { signal: controller.signal }))).code, 'cancelled')
      }),
  },
  {
    name: 'progress',
    run: (host) =>
      withClient(host, async (client) => {
        const seen: number[] = []
        equal(await client.count({ to: 100 }, { onProgress: ({ done }) => seen.push(done) }), 100)
        equal(seen, Array.from({ length: 100 }, (_, index) => index + 1))
      }),
  },
  {
    name: '64 MB binary',
    run: (host) =>
      withClient(host, async (client) => {
        const bytes = new Uint8Array(64 * 1024 * 1024)
        for (let index = 0; index < bytes.length; index += 4093) bytes[index] = index % 251
        const samples = new Uint16Array(1000).fill(7).subarray(10, 13)
        const answer = await client.binary({ bytes, samples })
        equal(answer.bytes.length, bytes.length)
        equal(await digest(answer.bytes), await digest(bytes))
        equal([...answer.samples], [7, 7, 7])
        equal(answer.behindView, 6)
      }),
  },
  {
    name: 'unknown method',
    run: (host) =>
      withClient(host, async (_client, port) => {
        for (const [service, method] of [['conformance', 'nothing'], ['nobody', 'echo'], ['conformance', 'toString'], ['__proto__', 'constructor']]) {
          equal((await rawAnswer(port, 901, { kind: 'call', id: 901, service, method, input: {} }))['code'], 'unknown-method')
        }
      }),
  },
  {
    name: 'wrong types and malformed messages',
    run: (host) =>
      withClient(host, async (client, port) => {
        for (const junk of [null, 42, 'call', [], {}, { kind: 'call' }, { kind: 'cancel', id: 'x' }, { kind: 'result', id: 1 }, new Uint8Array(3)]) port.send(junk)
        equal((await rawAnswer(port, 77, { kind: 'call', id: 77, service: 5, method: null }))['code'], 'invalid-input')
        equal((await rawAnswer(port, 78, { kind: 'launch', id: 78 }))['code'], 'invalid-input')
        equal((await rawAnswer(port, 79, { kind: 'call', id: 79, service: 'conformance', method: 'echo', input: 'text' }))['code'], 'invalid-input')
        equal(await client.echo({ text: 'still there', count: 1 }), { text: 'still there', count: 1 })
      }),
  },
  {
    name: 'closed peer',
    run: (host) =>
      withClient(host, async (client, port) => {
        let closed = 0
        port.onClose(() => (closed += 1))
        const pending = failure(client.wait({}, { onProgress: () => void client.hangUp({}).catch(() => undefined) }))
        equal((await pending).code, 'closed')
        equal((await failure(client.echo({ text: '', count: 0 }))).code, 'closed')
        equal(closed, 1)
      }),
  },
  {
    name: 'a client that goes away aborts its calls',
    run: async (host) => {
      if (!host.sharedServer) return
      await withClient(host, async (observer) => {
        const before = await observer.aborted({})
        await withClient(host, async (client) => {
          await new Promise<void>((resolve) => void client.wait({}, { onProgress: () => resolve() }).catch(() => undefined))
        })
        const until = Date.now() + 5000
        while ((await observer.aborted({})) === before && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
        equal(await observer.aborted({}), before + 1)
      })
    },
  },
]

async function failure(call: Promise<unknown>): Promise<ServiceError> {
  const outcome = await call.then(
    () => 'it succeeded',
    (error: unknown) => error,
  )
  if (outcome instanceof ServiceError) return outcome
  throw new Error(`expected a ServiceError, but: ${String(outcome)}`)
}

/** Sends a hand-made message and waits for the message that answers its id. */
function rawAnswer(port: Port, id: number, message: unknown): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer within 5 s')), 5000)
    port.onMessage((answer) => {
      const fields = answer as Record<string, unknown>
      if (fields['id'] !== id) return
      clearTimeout(timer)
      resolve(fields)
    })
    port.send(message)
  })
}

async function digest(bytes: Uint8Array): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function equal(actual: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(actual) ?? 'undefined', JSON.stringify(expected) ?? 'undefined']
  if (left !== right) throw new Error(`expected ${right.slice(0, 500)}, received ${left.slice(0, 500)}`)
}

function check(condition: boolean, what: string): void {
  if (!condition) throw new Error(what)
}
