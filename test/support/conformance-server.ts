import { ServiceEvents } from '../../electron/ipc/emitter'
import { RpcServer } from '../../electron/ipc/rpc-server'
import { ServiceError } from '../../electron/ipc/service-error'
import { conformanceContract } from './conformance-contract'

/** A server of the conformance contract. `hangUp` is how this host's answering side goes away. */
export function createConformanceServer(hangUp: () => void, log: (line: string) => void = () => undefined): RpcServer {
  const server = new RpcServer({ log })
  const events = new ServiceEvents<typeof conformanceContract>()
  let aborted = 0
  server.register(
    conformanceContract,
    {
      echo: (input) => input,
      keys: (input) => Object.keys(input),
      binary: ({ bytes, samples }) => ({ bytes, samples, behindView: samples.buffer.byteLength }),
      declared: () => {
        throw new ServiceError('conflict', 'the mask has changed', { reasons: ['first', 'second'] })
      },
      unexpected: () => {
        throw new Error('the secret of the server')
      },
      outsideContract: () => ({ answer: 'forty-two' }) as never,
      unsendable: () => ({ value: () => 1 }),
      wait: (_input, { signal, progress }) =>
        new Promise<Record<string, never>>((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted += 1
            reject(signal.reason)
          })
          progress({ started: true })
        }),
      aborted: () => aborted,
      count: async ({ to }, { progress }) => {
        for (let done = 1; done <= to; done++) progress({ done })
        return to
      },
      announce: ({ text }) => {
        events.emit('announced', { text })
        return {}
      },
      hangUp: () => {
        hangUp()
        return new Promise<never>(() => undefined)
      },
    },
    events,
  )
  return server
}
