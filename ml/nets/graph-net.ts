import { fusesConvolutions } from '../backend/fused-convolution'
import { GraphBuilder } from '../backend/graph-builder'
import { GraphSession } from '../backend/graph-session'
import * as tf from '../backend/tf'
import { disposeFolded, foldBatchNorm } from './fold-batch-norm'
import { graphLayers, type GraphWeights } from './graph-layers'
import type { NetDefinition } from './layers'
import type { Net, Predictor } from './net'

const input = 'image'
const output = 'logits'
const inputShape = [-1, -1, -1, 1]

/**
 * A net for prediction that native TensorFlow runs as one graph: weights are packed once and layers fused, which makes it
 * faster than layer by layer. It gives logits only; for features use `Net.freeze`.
 */
export class GraphNet implements Predictor {
  readonly definition: NetDefinition
  private readonly session: GraphSession

  /**
   * A frozen copy: later changes of `net` do not reach it.
   *
   * @param fuse see `graphLayers`
   */
  constructor(net: Net, fuse = fusesConvolutions()) {
    this.definition = net.definition
    const folded = foldBatchNorm(net.parameters)
    const weights = new Map<string, GraphWeights>()
    for (const [name, { kernel, scale, bias, slope }] of folded) {
      weights.set(name, { kernel: kernel && { shape: kernel.shape, values: numbers(kernel)! }, scale: numbers(scale), bias: numbers(bias), slope })
    }
    disposeFolded(folded)
    const graph = new GraphBuilder()
    const image = { node: graph.placeholder(input, inputShape), channels: 1 }
    const { logits } = this.definition.define(graphLayers(graph, weights, fuse), image)
    graph.node(output, 'Identity', [logits.node], { T: { type: 'float' } })
    this.session = new GraphSession(graph.savedModel([{ name: input, type: 'float', shape: inputShape }], [{ name: output, type: 'float' }]), [input], [output])
  }

  predict(image: tf.Tensor4D): tf.Tensor4D {
    return this.session.run([image])[0] as tf.Tensor4D
  }

  dispose(): void {
    this.session.dispose()
  }
}

const numbers = (tensor: tf.Tensor | null): Float32Array | null => (tensor ? Float32Array.from(tensor.dataSync()) : null)
