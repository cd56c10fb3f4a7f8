import type { GraphWeights } from '../../../ml/nets/graph-layers'
import type { Layers, NetDefinition } from '../../../ml/nets/layers'
import { onlyUNets } from './only-u-nets'
import { OnnxGraph } from './onnx-graph'

/** Layers that write a folded net into an ONNX graph, in the layout that ONNX has for images: B×C×H×W. */
export function onnxLayers(graph: OnnxGraph, weights: ReadonlyMap<string, GraphWeights>): Layers<string> {
  const twice = graph.constant('twice', [4], Float32Array.of(1, 1, 2, 2))

  function convolve(name: string, input: string): string {
    const { kernel, bias } = weights.get(name)!
    const [rows, columns, channelsIn, channels] = kernel!.shape as [number, number, number, number]
    const inputs = [input, graph.constant(`${name}/kernel`, [channels, channelsIn, rows, columns], outputFirst(kernel!))]
    if (bias) inputs.push(graph.constant(`${name}/bias`, [channels], bias))
    return graph.node('Conv', inputs, { kernel_shape: { integers: [rows, columns] }, auto_pad: { text: 'SAME_UPPER' } })
  }

  return {
    ...onlyUNets<string>('onnxruntime'),
    convolutionUnit: (name, input) => graph.node('Relu', [convolve(name, input)]),
    convolution: convolve,
    maxPool: (input) => graph.node('MaxPool', [input], { kernel_shape: { integers: [2, 2] }, strides: { integers: [2, 2] } }),
    enlarge: (input) => graph.node('Resize', [input, '', twice], { mode: { text: 'linear' }, coordinate_transformation_mode: { text: 'half_pixel' } }),
    concatenate: (inputs) => graph.node('Concat', inputs, { axis: { integer: 1 } }),
  }
}

/** The net as an ONNX model: `image` 1×1×H×W to `logits` 1×1×H×W, of free height and width. */
export function onnxModel(definition: NetDefinition, weights: ReadonlyMap<string, GraphWeights>): Uint8Array {
  const graph = new OnnxGraph()
  const { logits } = definition.define(onnxLayers(graph, weights), 'image')
  graph.node('Identity', [logits], {}, 'logits')
  const shape = [1, 1, 'height', 'width']
  return graph.model({ name: 'image', shape }, { name: 'logits', shape })
}

/** Rows × columns × input × output channels to output × input channels × rows × columns. */
function outputFirst({ shape, values }: { shape: readonly number[]; values: Float32Array }): Float32Array {
  const [rows, columns, from, to] = shape as [number, number, number, number]
  const taps = rows * columns
  const result = new Float32Array(values.length)
  for (let tap = 0; tap < taps; tap++) {
    for (let input = 0; input < from; input++) {
      for (let output = 0; output < to; output++) result[(output * from + input) * taps + tap] = values[(tap * from + input) * to + output]!
    }
  }
  return result
}
