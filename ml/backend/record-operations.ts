import type { KernelBackend } from '@tensorflow/tfjs-core'
import * as tf from './tf'

/** One operation as native TensorFlow was asked for it; tensors are named by the binding's own numbers, which are never used twice. */
export interface RecordedOperation {
  operation: string
  attributes: readonly RecordedAttribute[]
  inputs: readonly number[]
  outputs: readonly number[]
}

export interface RecordedAttribute {
  name: string
  /** TensorFlow's number of the kind of attribute. */
  type: number
  value: unknown
}

/** A tensor whose numbers came from JavaScript. */
export interface RecordedConstant {
  shape: readonly number[]
  /** TensorFlow's number of the data type. */
  type: number
  values: Float32Array | Int32Array | Uint8Array | BigInt64Array
}

export interface Recording {
  operations: readonly RecordedOperation[]
  /** By tensor number. */
  constants: ReadonlyMap<number, RecordedConstant>
  /** Shapes of all tensors that were used, by tensor number. */
  shapes: ReadonlyMap<number, readonly number[]>
}

/** What the binding of @tensorflow/tfjs-node-gpu offers; every operation and every number passes through it. */
interface Binding {
  executeOp(operation: string, attributes: RecordedAttribute[], inputs: number[], outputs: number): { id: number }[]
  createTensor(shape: number[], type: number, values: RecordedConstant['values']): number
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array
  readonly TF_INT64: number
}

/** A calculation that cannot be one graph; the message says why. */
export class NotOneGraphError extends Error {
  override readonly name = 'NotOneGraphError'
}

interface RecordingBackend extends KernelBackend {
  binding: Binding
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[]
}

/** The native backend of this process, as far as recording needs it. */
function recordingBackend(): RecordingBackend {
  if (tf.getBackend() !== 'tensorflow') throw new Error(`This needs native TensorFlow, and the backend is ${tf.getBackend() || 'not started'}.`)
  return tf.backend() as RecordingBackend
}

/** The binding's number of a tensor; its values are handed to TensorFlow if they still wait in JavaScript. */
export function tensorNumber(tensor: tf.Tensor): number {
  return recordingBackend().getInputTensorIds([tensor])[0]!
}

/** The values behind a tensor number. */
export function valuesOfNumber(id: number): Float32Array | Int32Array | Uint8Array {
  return recordingBackend().binding.tensorDataSync(id)
}

/**
 * Runs `act` and records every operation that it has TensorFlow execute.
 *
 * @throws NotOneGraphError when `act` reads numbers back: what it does next could depend on them, which no recording shows
 */
export function recordOperations<T>(act: () => T): { result: T; recording: Recording } {
  const backend = recordingBackend()
  const { binding } = backend
  const operations: RecordedOperation[] = []
  const constants = new Map<number, RecordedConstant>()
  const shapes = new Map<number, readonly number[]>()
  // Numbers are handed to TensorFlow when a tensor is first used. Those of tensors that were there before are no part of the recording.
  const made = new WeakSet<object>()
  const { write, getInputTensorIds: numbersOf } = backend
  backend.write = (...of) => {
    const dataId = write.apply(backend, of)
    made.add(dataId)
    return dataId
  }
  backend.getInputTensorIds = (tensors) => {
    const { binding: recording } = backend
    backend.binding = binding
    numbersOf.call(backend, tensors.filter((tensor) => tensor instanceof tf.Tensor && !made.has(tensor.dataId)))
    backend.binding = recording
    const ids = numbersOf.call(backend, tensors)
    for (const [index, id] of ids.entries()) shapes.set(id, tensors[index]!.shape)
    return ids
  }
  backend.binding = Object.create(binding, {
    executeOp: {
      value: (operation: string, attributes: RecordedAttribute[], inputs: number[], count: number) => {
        const outputs = binding.executeOp(operation, attributes, inputs, count)
        operations.push({ operation, attributes: attributes.map((attribute) => ({ ...attribute })), inputs: [...inputs], outputs: outputs.map(({ id }) => id) })
        return outputs
      },
    },
    createTensor: {
      value: (shape: number[], type: number, values: RecordedConstant['values']) => {
        const id = binding.createTensor(shape, type, values)
        // 64-bit integers are given in halves.
        const wide = type === binding.TF_INT64 && values instanceof Int32Array
        constants.set(id, { shape: [...shape], type, values: wide ? new BigInt64Array(values.slice().buffer) : values.slice() })
        return id
      },
    },
    tensorDataSync: {
      value: () => {
        throw new NotOneGraphError('Numbers cannot be read while operations are recorded.')
      },
    },
  }) as Binding
  try {
    return { result: act(), recording: { operations, constants, shapes } }
  } finally {
    backend.binding = binding
    // The class's own come back.
    for (const name of ['write', 'getInputTensorIds'] as const) Reflect.deleteProperty(backend, name)
  }
}
