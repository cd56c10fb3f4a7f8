import { compareMasks } from '../../ml/metrics/compare-masks'
import { evaluateModel } from '../../ml/training/evaluate-model'
import { distill } from '../../ml/training/distill'
import { greyImageFromRaw } from '../../ml/inference/grey-image'
import { listNets } from '../../ml/nets/registry'
import type { BackendStatus } from '../../ml/backend/start-backend'
import type { Implementation } from '../ipc/contract'
import type { engineContract } from '../ipc/contract/engine'
import { ServiceError } from '../ipc/service-error'
import { withDeclaredErrors } from './declared-errors'
import { inspectData } from './inspect-data'
import { SegmenterCache } from './segmenter-cache'

/** The engine contract over ml/. Calls wait for the backend and fail with `engine-unavailable` when there is none. */
export function createEngineImplementation(backend: Promise<BackendStatus>): Implementation<typeof engineContract> {
  const segmenters = new SegmenterCache()
  let turn: Promise<unknown> = Promise.resolve()
  /** One segmentation at a time: each uses all threads anyway, and a model in use is never disposed. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const result = turn.then(act)
    turn = result.catch(() => undefined)
    return result
  }
  return {
    info: () => available(backend),
    nets: async () => {
      await available(backend)
      return listNets()
    },
    segment: async ({ modelFolder, frame }, { signal }) => {
      await available(backend)
      return withDeclaredErrors(() =>
        inTurn(async () => {
          signal.throwIfAborted()
          const image = greyImageFromRaw(frame)
          return (await segmenters.get(modelFolder)).segment(image)
        }),
      )
    },
    compare: ({ a, b, rows, columns }) => {
      if (a.length !== rows * columns || b.length !== rows * columns) throw new ServiceError('invalid-input', `Masks of ${a.length} and ${b.length} pixels are not those of an image of ${columns}×${rows}.`)
      return compareMasks(a, b, rows, columns)
    },
    inspectData: ({ data }, { signal }) => withDeclaredErrors(() => inspectData(data, signal)),
    evaluate: async ({ modelFolder, data, names }, { signal, progress }) => {
      await available(backend)
      return withDeclaredErrors(() => evaluateModel({ modelFolder, data, names, signal, onProgress: progress }))
    },
    distill: async (input, { signal, progress }) => {
      await available(backend)
      return withDeclaredErrors(() => distill(input, { signal, onPoint: progress, onMessage: (text) => console.log(text) }))
    },
  }
}

async function available(backend: Promise<BackendStatus>): Promise<BackendStatus> {
  try {
    return await backend
  } catch (error) {
    throw new ServiceError('engine-unavailable', error instanceof Error ? error.message : String(error))
  }
}
