import { GraphBuilder, type GraphAttribute } from './graph-builder'
import { GraphSession } from './graph-session'
import * as tf from './tf'

/** What a fused convolution may end with, by TensorFlow's own names. */
export type FusedActivation = 'Relu' | 'Relu6' | 'LeakyRelu'

export interface FusedConvolution {
  /** Of `Conv2D`. */
  attributes: Readonly<Record<string, GraphAttribute>>
  input: string
  kernel: string
  bias: string
  /** Node of the output's shape that is added before the activation; its memory becomes the output's. */
  addend?: string | null
  activation?: FusedActivation | null
  /** Of a leaky ReLU. */
  slope?: number | null
}

/**
 * Convolution, bias, sum and activation as one operation of oneDNN: `_FusedConv2D`, which TensorFlow's own optimiser makes of
 * fewer patterns than there are. Only where `fusesConvolutions`.
 */
export function fusedConvolution(graph: GraphBuilder, name: string, { attributes, input, kernel, bias, addend, activation, slope }: FusedConvolution): string {
  const inputs = [bias, ...(addend ? [addend] : [])]
  return graph.node(name, '_FusedConv2D', [input, kernel, ...inputs], {
    ...attributes,
    TArgs: { types: inputs.map(() => 'float') },
    num_args: { integer: inputs.length },
    num_host_args: { integer: 0 },
    explicit_paddings: { integers: [] },
    filter_format: { text: 'HWIO' },
    use_cudnn_on_gpu: { boolean: true },
    fused_ops: { texts: ['BiasAdd', ...(addend ? ['Add'] : []), ...(activation ? [activation] : [])] },
    epsilon: { float: 0 },
    leakyrelu_alpha: { float: slope ?? 0 },
  })
}

const known = new WeakMap<object, boolean>()

/** Whether the backend of this process has the operation: native TensorFlow on a CPU with oneDNN switched on. Found out by one small try. */
export function fusesConvolutions(): boolean {
  const backend = tf.backend()
  if (!known.has(backend)) known.set(backend, tryOut())
  return known.get(backend)!
}

function tryOut(): boolean {
  const graph = new GraphBuilder()
  const shape = [1, 1, 1, 1]
  const input = graph.placeholder('input', shape)
  const number = (name: string, of: readonly number[], value: number): string => graph.constant(name, of, Float32Array.of(value))
  const attributes = { T: { type: 'float' }, strides: { integers: [1, 1, 1, 1] }, padding: { text: 'SAME' }, data_format: { text: 'NHWC' }, dilations: { integers: [1, 1, 1, 1] } } as const
  const first = graph.node('first', 'Conv2D', [input, number('kernel', shape, 2)], attributes)
  const second = fusedConvolution(graph, 'second', { attributes, input, kernel: number('otherKernel', shape, 3), bias: number('bias', [1], 4), addend: first, activation: 'Relu' })
  graph.node('output', 'Identity', [second], { T: { type: 'float' } })
  try {
    const session = new GraphSession(graph.savedModel([{ name: 'input', type: 'float', shape }], [{ name: 'output', type: 'float' }]), ['input'], ['output'])
    try {
      return tf.tidy(() => session.run([tf.ones(shape)])[0]!.dataSync()[0]) === 2 + 3 + 4
    } finally {
      session.dispose()
    }
  } catch {
    // The kernel says that it does not know these fused operations.
    return false
  }
}
