import { countingLayers, type Shape } from './counting-layers'
import type { NetDefinition } from './layers'

/** What a parameter is for: decides its initial value and whether weight decay and gradients touch it. */
export type ParameterKind = 'kernel' | 'bias' | 'gain' | 'offset' | 'mean' | 'variance' | 'direction' | 'slope'

export interface ParameterSpec {
  name: string
  shape: number[]
  kind: ParameterKind
  /** Inputs of one output value of a kernel; without it the product of all lengths but the last. */
  fanIn?: number
  /** Axis of a kernel along which its batch normalisation scales; without it the last. */
  outputAxis?: 2
}

export interface NetCount {
  /** Every parameter in the order in which the net asks for it. */
  specs: ParameterSpec[]
  /** Learned numbers: kernels, biases, gains and offsets; the running statistics do not count. */
  parameters: number
  /** Multiply-accumulates of the convolutions for one image of the given size. */
  multiplyAccumulates: number
}

/** Builds the net over shapes only: its parameters, and its work for one grey image of height × width. */
export function countNet(net: NetDefinition, height: number = net.multiple, width: number = net.multiple): NetCount {
  if (height % net.multiple !== 0 || width % net.multiple !== 0) {
    throw new RangeError(`${net.name} takes sizes that are multiples of ${net.multiple}, not ${width}×${height}.`)
  }
  const specs: ParameterSpec[] = []
  const work = { multiplyAccumulates: 0 }
  const input: Shape = { height, width, channels: 1 }
  net.define(countingLayers(specs, work), input)
  const parameters = specs.filter((spec) => isTrainable(spec.kind)).reduce((sum, spec) => sum + elements(spec.shape), 0)
  return { specs, parameters, ...work }
}

/** Running statistics and the directions of spectral normalisation are measured, everything else is learned. */
export function isTrainable(kind: ParameterKind): boolean {
  return kind !== 'mean' && kind !== 'variance' && kind !== 'direction'
}

export function elements(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}
