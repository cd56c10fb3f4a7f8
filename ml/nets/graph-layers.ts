import { fusedConvolution, type FusedActivation } from '../backend/fused-convolution'
import { type GraphAttribute, type GraphBuilder } from '../backend/graph-builder'
import { kernelSize } from './counting-layers'
import type { Activation, Layers } from './layers'

/** Weights of one layer as plain numbers, batch normalisation folded in: see `FoldedLayer`. */
export interface GraphWeights {
  kernel: { shape: number[]; values: Float32Array } | null
  scale: Float32Array | null
  bias: Float32Array | null
  slope: number | null
}

/** What flows between the layers of a graph: a node, and the number of its channels. */
export interface GraphValue {
  node: string
  channels: number
}

const float: GraphAttribute = { type: 'float' }
const nhwc: GraphAttribute = { text: 'NHWC' }

const fusedActivations: Partial<Record<Activation, FusedActivation | null>> = { linear: null, relu: 'Relu', relu6: 'Relu6', prelu: 'LeakyRelu' }

/**
 * Layers that write a net into a graph of TensorFlow operations (without gradients; height and width are free).
 *
 * @param fuse writes convolution, bias and activation as one operation (see `fusesConvolutions`), and the convolution of two
 *   concatenated values as a sum of two, which saves the copy; otherwise TensorFlow's optimiser fuses what it can
 */
export function graphLayers(graph: GraphBuilder, weights: ReadonlyMap<string, GraphWeights>, fuse: boolean): Layers<GraphValue> {
  /** What each concatenation was made of, by its node. */
  const joined = new Map<string, readonly GraphValue[]>()
  let count = 0
  const unique = (operation: string): string => `${operation}_${count++}`
  const node = (operation: string, inputs: readonly string[], attributes: Readonly<Record<string, GraphAttribute>>): string => graph.node(unique(operation), operation, inputs, attributes)
  const integers = (...values: number[]): string => graph.constant(unique('integers'), [values.length], Int32Array.from(values))
  const unary = (operation: string, { node: input, channels }: GraphValue, attributes = {}): GraphValue => ({ node: node(operation, [input], { T: float, ...attributes }), channels })

  function activate(name: string, input: GraphValue, activation: Activation): GraphValue {
    if (activation === 'relu') return unary('Relu', input)
    if (activation === 'relu6') return unary('Relu6', input)
    if (activation === 'sigmoid') return unary('Sigmoid', input)
    if (activation === 'prelu') return unary('LeakyRelu', input, { alpha: { float: weights.get(name)!.slope! } })
    return input
  }

  /** Bias and activation after a convolution. */
  function end(name: string, convolved: string, channels: number, activation: Activation): GraphValue {
    const { bias } = weights.get(name)!
    const biased = bias ? node('BiasAdd', [convolved, graph.constant(`${name}/bias`, [bias.length], bias)], { T: float, data_format: nhwc }) : convolved
    return activate(name, { node: biased, channels }, activation)
  }

  function kernel(name: string): string {
    const { shape, values } = weights.get(name)!.kernel!
    return graph.constant(`${name}/kernel`, shape, values)
  }

  /** `count` sizes of a value from index `from` on, known when the graph runs. */
  function sizes({ node: input }: GraphValue, from: number, count: number): string {
    const shape = node('Shape', [input], { T: float, out_type: { type: 'int32' } })
    return node('Slice', [shape, integers(from), integers(count)], { T: { type: 'int32' }, Index: { type: 'int32' } })
  }

  /** Height and width times `factor`. */
  function enlargedSizes(value: GraphValue, factor: number): string {
    return node('Mul', [sizes(value, 1, 2), integers(factor, factor)], { T: { type: 'int32' } })
  }

  const convolve: Layers<GraphValue>['convolve'] = (name, input, { channels, kernel: size, stride = 1, dilation = 1, activation = 'relu' }) => {
    const [rows, columns] = kernelSize(size)
    const dilations = [rows === 1 ? 1 : dilation, columns === 1 ? 1 : dilation] as const
    const attributes = geometry(stride, dilations)
    const fusedActivation = fusedActivations[activation]
    const { bias, slope } = weights.get(name)!
    if (!fuse || !bias || fusedActivation === undefined) return end(name, node('Conv2D', [input.node, kernel(name)], attributes), channels, activation)
    const last = { attributes, bias: graph.constant(`${name}/bias`, [bias.length], bias), activation: fusedActivation, slope }
    const [one, other] = joined.get(input.node) ?? []
    if (!one || !other || joined.get(input.node)!.length > 2) return { node: fusedConvolution(graph, unique('FusedConv2D'), { ...last, input: input.node, kernel: kernel(name) }), channels }
    const [oneKernel, otherKernel] = splitKernel(name, one.channels)
    const addend = node('Conv2D', [one.node, oneKernel], attributes)
    return { node: fusedConvolution(graph, unique('FusedConv2D'), { ...last, input: other.node, kernel: otherKernel, addend }), channels }
  }

  /** The kernel for the first `channels` of its input, and that for the others. */
  function splitKernel(name: string, channels: number): [string, string] {
    const { shape: [rows, columns, inputs, outputs], values } = weights.get(name)!.kernel! as { shape: [number, number, number, number]; values: Float32Array }
    const part = (label: string, from: number, to: number): string => {
      const taken = new Float32Array(rows * columns * (to - from) * outputs)
      for (let tap = 0; tap < rows * columns; tap++) taken.set(values.subarray((tap * inputs + from) * outputs, (tap * inputs + to) * outputs), tap * (to - from) * outputs)
      return graph.constant(`${name}/${label}`, [rows, columns, to - from, outputs], taken)
    }
    return [part('firstKernel', 0, channels), part('secondKernel', channels, inputs)]
  }

  function concatenate(inputs: readonly GraphValue[]): GraphValue {
    const value = {
      node: node('ConcatV2', [...inputs.map((input) => input.node), graph.constant(unique('axis'), [], Int32Array.of(3))], { N: { integer: inputs.length }, T: float, Tidx: { type: 'int32' } }),
      channels: inputs.reduce((sum, { channels }) => sum + channels, 0),
    }
    joined.set(value.node, inputs)
    return value
  }

  const pairwise = (operation: string) => (one: GraphValue, other: GraphValue): GraphValue => ({
    node: node(operation, [one.node, other.node], { T: float }),
    channels: Math.max(one.channels, other.channels),
  })

  return {
    convolutionUnit: (name, input, channels, size = 3) => convolve(name, input, { channels, kernel: size }),
    convolution: (name, input, channels, size) => convolve(name, input, { channels, kernel: size, activation: 'linear' }),
    maxPool: (input) => unary('MaxPool', input, { ksize: { integers: [1, 2, 2, 1] }, strides: { integers: [1, 2, 2, 1] }, padding: { text: 'VALID' }, data_format: nhwc }),
    enlarge: (input) => ({ ...input, node: node('ResizeBilinear', [input.node, enlargedSizes(input, 2)], { T: float, align_corners: { boolean: false }, half_pixel_centers: { boolean: true } }) }),
    concatenate,
    convolve,
    convolveDepthwise: (name, input, { stride = 1, activation = 'relu' }) => end(name, node('DepthwiseConv2dNative', [input.node, kernel(name)], geometry(stride)), input.channels, activation),
    convolveTransposed(name, input, { channels, stride, activation = 'relu' }) {
      const size = node('ConcatV2', [sizes(input, 0, 1), enlargedSizes(input, stride), integers(channels), graph.constant(unique('axis'), [], Int32Array.of(0))], { N: { integer: 3 }, T: { type: 'int32' }, Tidx: { type: 'int32' } })
      return end(name, node('Conv2DBackpropInput', [size, kernel(name), input.node], geometry(stride)), channels, activation)
    },
    batchNorm(name, input, activation) {
      const scale = weights.get(name)!.scale!
      const scaled = node('Mul', [input.node, graph.constant(`${name}/scale`, [scale.length], scale)], { T: float })
      return end(name, scaled, input.channels, activation)
    },
    activate,
    add: pairwise('AddV2'),
    multiply: pairwise('Mul'),
    mean: (input, over) => ({
      ...input,
      node: node('Mean', [input.node, integers(...(over === 'image' ? [1, 2] : over === 'rows' ? [1] : [2]))], { T: float, Tidx: { type: 'int32' }, keep_dims: { boolean: true } }),
    }),
    softmaxOver(inputs) {
      const stacked = node('Pack', inputs.map((input) => input.node), { N: { integer: inputs.length }, T: float, axis: { integer: 4 } })
      const parts = node('Unpack', [node('Softmax', [stacked], { T: float })], { num: { integer: inputs.length }, T: float, axis: { integer: 4 } })
      return inputs.map(({ channels }, index) => ({ node: `${parts}:${index}`, channels }))
    },
    padChannels: (input, channels) => ({
      node: node('Pad', [input.node, graph.constant(unique('paddings'), [4, 2], Int32Array.of(0, 0, 0, 0, 0, 0, 0, channels - input.channels))], { T: float, Tpaddings: { type: 'int32' } }),
      channels,
    }),
    maxPlaces(input) {
      // The gradient of the pooled maximum with respect to its input is 1 at its place: the first of equals, as asked for.
      const pooling = { T: float, ksize: { integers: [1, 2, 2, 1] }, strides: { integers: [1, 2, 2, 1] }, padding: { text: 'VALID' }, data_format: nhwc } as const
      const pooled = node('MaxPool', [input.node], pooling)
      const ones = node('OnesLike', [pooled], { T: float })
      return { ...input, node: node('MaxPoolGrad', [input.node, pooled, ones], pooling) }
    },
    unpool(input, places) {
      const full = node('ResizeNearestNeighbor', [input.node, enlargedSizes(input, 2)], { T: float, align_corners: { boolean: false }, half_pixel_centers: { boolean: false } })
      return { ...input, node: node('Mul', [full, places.node], { T: float }) }
    },
    dropChannels: (input) => input,
  }
}

const geometry = (strides: number, dilations: readonly [number, number] = [1, 1]): Record<string, GraphAttribute> => ({
  T: float,
  strides: { integers: [1, strides, strides, 1] },
  padding: { text: 'SAME' },
  data_format: nhwc,
  dilations: { integers: [1, ...dilations, 1] },
})
