import type { Layers, NetDefinition } from './layers'

/** What a parameter is for: decides its initial value and whether weight decay and gradients touch it. */
export type ParameterKind = 'kernel' | 'bias' | 'gain' | 'offset' | 'mean' | 'variance' | 'direction'

export interface ParameterSpec {
  name: string
  shape: number[]
  kind: ParameterKind
}

export interface NetCount {
  /** Every parameter in the order in which the net asks for it. */
  specs: ParameterSpec[]
  /** Learned numbers: kernels, biases, gains and offsets; the running statistics do not count. */
  parameters: number
  /** Multiply-accumulates of the convolutions for one image of the given size. */
  multiplyAccumulates: number
}

interface Shape {
  height: number
  width: number
  channels: number
}

/** Builds the net over shapes only: its parameters, and its work for one grey image of height × width. */
export function countNet(net: NetDefinition, height: number = net.multiple, width: number = net.multiple): NetCount {
  if (height % net.multiple !== 0 || width % net.multiple !== 0) {
    throw new RangeError(`${net.name} takes sizes that are multiples of ${net.multiple}, not ${width}×${height}.`)
  }
  const specs: ParameterSpec[] = []
  let multiplyAccumulates = 0
  const convolve = (name: string, input: Shape, channels: number, kernel: number): Shape => {
    specs.push({ name: `${name}.kernel`, shape: [kernel, kernel, input.channels, channels], kind: 'kernel' })
    multiplyAccumulates += input.height * input.width * kernel * kernel * input.channels * channels
    return { ...input, channels }
  }
  const layers: Layers<Shape> = {
    convolutionUnit(name, input, channels, kernel = 3) {
      const output = convolve(name, input, channels, kernel)
      for (const kind of ['gain', 'offset', 'mean', 'variance'] as const) specs.push({ name: `${name}.${kind}`, shape: [channels], kind })
      return output
    },
    convolution(name, input, channels, kernel) {
      const output = convolve(name, input, channels, kernel)
      specs.push({ name: `${name}.bias`, shape: [channels], kind: 'bias' })
      return output
    },
    maxPool: (input) => ({ ...input, height: input.height / 2, width: input.width / 2 }),
    enlarge: (input) => ({ ...input, height: input.height * 2, width: input.width * 2 }),
    concatenate: (inputs) => ({ ...inputs[0]!, channels: inputs.reduce((sum, input) => sum + input.channels, 0) }),
  }
  net.define(layers, { height, width, channels: 1 })
  const parameters = specs.filter((spec) => isTrainable(spec.kind)).reduce((sum, spec) => sum + elements(spec.shape), 0)
  return { specs, parameters, multiplyAccumulates }
}

/** Running statistics and the directions of spectral normalisation are measured, everything else is learned. */
export function isTrainable(kind: ParameterKind): boolean {
  return kind !== 'mean' && kind !== 'variance' && kind !== 'direction'
}

export function elements(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}
