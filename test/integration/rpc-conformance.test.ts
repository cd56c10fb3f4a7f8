import { fork } from 'node:child_process'
import { rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type WebSocket as NodeWebSocket, WebSocketServer } from 'ws'
import type { Port } from '../../electron/ipc/port'
import type { RpcConnection } from '../../electron/ipc/rpc-server'
import { maximumMessageBytes } from '../../electron/ipc/transports/binary-frame'
import { createPortPair } from '../../electron/ipc/transports/in-memory-port'
import { childProcessPort } from '../../electron/ipc/transports/process-port'
import { openWebSocketPort, serverWebSocketPort } from '../../electron/ipc/transports/web-socket-port'
import { bundleForNode } from '../support/bundle-for-node'
import { conformanceCases, type ConformanceHost } from '../support/conformance-cases'
import { createConformanceServer } from '../support/conformance-server'

/** The Electron transport has its own file: its cases run in a page. */
function runCases(host: ConformanceHost): void {
  for (const conformanceCase of conformanceCases) it(conformanceCase.name, () => conformanceCase.run(host))
}

describe('RPC over memory', () => {
  let last: RpcConnection
  const server = createConformanceServer(() => last.close())
  runCases({
    sharedServer: true,
    connect: async () => {
      const [client, answering] = createPortPair()
      last = server.connect(answering)
      return client
    },
  })
})

describe('RPC over a process', () => {
  let entry: string
  beforeAll(async () => {
    entry = await bundleForNode('test/support/conformance-process.ts')
  })
  afterAll(() => rmSync(dirname(entry), { recursive: true }))
  runCases({ sharedServer: false, connect: async () => childProcessPort(fork(entry, { serialization: 'advanced' })) })
})

describe('RPC over a WebSocket', () => {
  let last: RpcConnection
  const server = createConformanceServer(() => last.close())
  const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: maximumMessageBytes })
  beforeAll(async () => {
    // Node 20 keeps its own WebSocket client behind a flag: the page's one is played by ws.
    const { WebSocket } = await import('ws')
    globalThis.WebSocket ??= WebSocket as unknown as typeof globalThis.WebSocket
    sockets.on('connection', (socket: NodeWebSocket) => (last = server.connect(serverWebSocketPort(socket))))
  })
  afterAll(() => void sockets.close())
  runCases({ sharedServer: true, connect: (): Promise<Port> => openWebSocketPort(`ws://127.0.0.1:${(sockets.address() as AddressInfo).port}/`) })
})
