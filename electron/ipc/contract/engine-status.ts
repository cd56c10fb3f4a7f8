import { z } from 'zod'
import { call, defineContract, event } from '../contract'
import { nothing } from './common'

/** The engine as the status bar names it. */
export const engineStatus = z.object({
  state: z.enum(['starting', 'ready', 'restarting', 'failed']),
  /** `tensorflow` (native) or `wasm` (inference only). */
  backend: z.enum(['tensorflow', 'wasm']).nullable(),
  /** e.g. `TensorFlow 2.21.0` or `TensorFlow.js WASM 4.22.0`. */
  version: z.string().nullable(),
  /** e.g. `2 CPU threads` or the GPU's name. */
  device: z.string().nullable(),
  /** Why it is not the native engine, or why it failed; null when all is well. */
  notice: z.string().nullable(),
  processId: z.number().int().nullable(),
  restarts: z.number().int(),
})
export type EngineStatus = z.infer<typeof engineStatus>

export const engineStatusContract = defineContract({
  name: 'engineStatus',
  calls: { get: call({ input: nothing, output: engineStatus }) },
  events: { changed: event(engineStatus) },
})
