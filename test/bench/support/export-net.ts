import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { disposeFolded, foldBatchNorm } from '../../../ml/nets/fold-batch-norm'
import type { GraphWeights } from '../../../ml/nets/graph-layers'
import type { Net } from '../../../ml/nets/net'
import { netProgram } from './net-program'
import { onnxModel } from './onnx-layers'

/**
 * Writes a net for the rivals: NET.onnx; NET.json and NET.bin with all parameters, as for training; NET.folded.json and
 * NET.folded.bin with the batch normalisation in kernels and biases. The tensors are float32, one after the other.
 */
export async function exportNet(net: Net, folder: string): Promise<void> {
  const { definition } = net
  const folded = foldBatchNorm(net.parameters)
  const weights = new Map<string, GraphWeights>()
  const tensors: NamedTensor[] = []
  for (const [name, { kernel, bias }] of folded) {
    const layer = { kernel: { shape: kernel!.shape as number[], values: Float32Array.from(kernel!.dataSync()) }, scale: null, bias: Float32Array.from(bias!.dataSync()), slope: null }
    weights.set(name, layer)
    tensors.push({ name: `${name}.kernel`, ...layer.kernel }, { name: `${name}.bias`, shape: [layer.bias.length], values: layer.bias })
  }
  disposeFolded(folded)
  writeFileSync(path.join(folder, `${definition.name}.onnx`), onnxModel(definition, weights))
  write(path.join(folder, `${definition.name}.folded`), tensors)
  write(path.join(folder, definition.name), [...(await net.parameters.values())].map(([name, { shape, values }]) => ({ name, shape: [...shape], values })))

  function write(file: string, content: readonly NamedTensor[]): void {
    writeFileSync(`${file}.json`, JSON.stringify({ steps: netProgram(definition), tensors: content.map(({ name, shape }) => ({ name, shape })) }))
    writeFileSync(`${file}.bin`, Buffer.concat(content.map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength))))
  }
}

interface NamedTensor {
  name: string
  shape: number[]
  values: Float32Array
}
