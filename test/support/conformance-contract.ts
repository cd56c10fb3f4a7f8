import { z } from 'zod'
import { call, defineContract, event } from '../../electron/ipc/contract'
import { bytes, nothing } from '../../electron/ipc/contract/common'

/** A service made to try every promise of the RPC on every transport. */
export const conformanceContract = defineContract({
  name: 'conformance',
  calls: {
    echo: call({
      input: z.object({ text: z.string(), count: z.number(), items: z.array(z.object({ ok: z.boolean() })).optional() }),
      output: z.object({ text: z.string(), count: z.number(), items: z.array(z.object({ ok: z.boolean() })).optional() }),
    }),
    /** Names of the properties that reached the implementation. */
    keys: call({ input: z.object({ kept: z.string() }), output: z.array(z.string()) }),
    /** Two arrays, one of them a small view of a larger buffer, with the bytes per element kept. */
    binary: call({
      input: z.object({ bytes, samples: z.custom<Uint16Array>((value) => value instanceof Uint16Array) }),
      output: z.object({ bytes, samples: z.custom<Uint16Array>((value) => value instanceof Uint16Array), behindView: z.number() }),
    }),
    declared: call({ input: nothing, output: nothing }),
    unexpected: call({ input: nothing, output: nothing }),
    outsideContract: call({ input: nothing, output: z.object({ answer: z.number() }) }),
    unsendable: call({ input: nothing, output: z.unknown() }),
    /** Never answers until it is cancelled. */
    wait: call({ input: nothing, output: nothing, progress: z.object({ started: z.boolean() }) }),
    /** How many `wait` calls were aborted so far. */
    aborted: call({ input: nothing, output: z.number() }),
    count: call({ input: z.object({ to: z.number() }), output: z.number(), progress: z.object({ done: z.number() }) }),
    announce: call({ input: z.object({ text: z.string() }), output: nothing }),
    /** The answering side goes away without an answer. */
    hangUp: call({ input: nothing, output: nothing }),
  },
  events: { announced: event(z.object({ text: z.string() })) },
})
