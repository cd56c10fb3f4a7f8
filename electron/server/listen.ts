import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

const firstChoice = 4747
const choices = 20

/**
 * Listens on 127.0.0.1. A port that was asked for must be free; otherwise 4747 is tried, the next ones, and at last any
 * free one. Returns the port. Rejects with one plain sentence.
 */
export async function listenOn(server: Server, port: number | null): Promise<number> {
  if (port !== null) return attempt(server, port)
  for (let candidate = firstChoice; candidate < firstChoice + choices; candidate++) {
    try {
      return await attempt(server, candidate)
    } catch (error) {
      if (!(error instanceof PortInUseError)) throw error
    }
  }
  return attempt(server, 0)
}

export class PortInUseError extends Error {}

function attempt(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE') reject(new PortInUseError(`port ${port} is in use by another program: choose another one with --port, or leave --port out`))
      else if (error.code === 'EACCES') reject(new Error(`port ${port} may not be used by this user: choose one above 1023 with --port`))
      else reject(new Error(`the workstation cannot listen on port ${port}: ${error.message}`))
    }
    server.once('error', fail)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', fail)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
