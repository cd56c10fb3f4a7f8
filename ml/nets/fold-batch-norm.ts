import * as tf from '../backend/tf'
import { batchNormEpsilon } from './batch-norm'
import type { ParameterSpec } from './count-layers'
import type { Parameters } from './parameters'

/** What one layer needs for inference. Its batch normalisation is in `kernel` and `bias`, or, without a kernel, in `scale` and `bias`. */
export interface FoldedLayer {
  kernel: tf.Tensor4D | null
  scale: tf.Tensor1D | null
  bias: tf.Tensor1D | null
  /** Of a parametric ReLU. */
  slope: number | null
}

/** By the layer's name. */
export type FoldedWeights = Map<string, FoldedLayer>

/** Folds every batch normalisation: γ/√(σ²+ε) scales the kernel, β + (b − µ)γ/√(σ²+ε) is the bias. The tensors are the caller's: see `disposeFolded`. */
export function foldBatchNorm(parameters: Parameters): FoldedWeights {
  const layers = new Map<string, Map<string, ParameterSpec>>()
  for (const spec of parameters.specs) {
    const end = spec.name.lastIndexOf('.')
    const name = spec.name.slice(0, end)
    layers.set(name, (layers.get(name) ?? new Map()).set(spec.name.slice(end + 1), spec))
  }
  return new Map([...layers].map(([name, specs]) => [name, foldLayer(parameters, name, specs)]))
}

export function disposeFolded(folded: FoldedWeights): void {
  for (const { kernel, scale, bias } of folded.values()) for (const tensor of [kernel, scale, bias]) tensor?.dispose()
  folded.clear()
}

function foldLayer(parameters: Parameters, name: string, specs: ReadonlyMap<string, ParameterSpec>): FoldedLayer {
  const vector = (part: string): tf.Tensor1D => parameters.get<tf.Rank.R1>(`${name}.${part}`)
  const slope = specs.has('slope') ? vector('slope').dataSync()[0]! : null
  const kernel = specs.has('kernel') ? parameters.get<tf.Rank.R4>(`${name}.kernel`) : null
  const bias = specs.has('bias') ? vector('bias') : null
  if (!specs.has('gain')) return { kernel: kernel?.clone() ?? null, scale: null, bias: bias?.clone() ?? null, slope }
  const [scale, offset] = tf.tidy(() => {
    const scale = tf.div(vector('gain'), tf.sqrt(tf.add(vector('variance'), batchNormEpsilon))) as tf.Tensor1D
    const mean = bias ? tf.sub(vector('mean'), bias) : vector('mean')
    return [scale, tf.sub(vector('offset'), tf.mul(mean, scale)) as tf.Tensor1D]
  }) as [tf.Tensor1D, tf.Tensor1D]
  if (!kernel) return { kernel: null, scale, bias: offset, slope }
  const folded = tf.tidy(() => tf.mul(kernel, specs.get('kernel')!.outputAxis === 2 ? tf.reshape(scale, [-1, 1]) : scale)) as tf.Tensor4D
  scale.dispose()
  return { kernel: folded, scale: null, bias: offset, slope }
}
