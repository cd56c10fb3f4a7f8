import type { ParameterSpec } from './count-layers'
import type { ConvolutionEnd, KernelSize, Layers } from './layers'

export interface Shape {
  height: number
  width: number
  channels: number
}

/** Layers over shapes only. They append every parameter to `specs` and every multiply-accumulate of a convolution to `work`. */
export function countingLayers(specs: ParameterSpec[], work: { multiplyAccumulates: number }): Layers<Shape> {
  const statistics = (name: string, channels: number): void => {
    for (const kind of ['gain', 'offset', 'mean', 'variance'] as const) specs.push({ name: `${name}.${kind}`, shape: [channels], kind })
  }
  const slope = (name: string, activation: string): void => {
    if (activation === 'prelu') specs.push({ name: `${name}.slope`, shape: [1], kind: 'slope' })
  }
  const ending = (name: string, channels: number, { bias = false, batchNorm = true, activation = 'relu' }: ConvolutionEnd): void => {
    if (bias) specs.push({ name: `${name}.bias`, shape: [channels], kind: 'bias' })
    if (batchNorm) statistics(name, channels)
    slope(name, activation)
  }
  const convolve: Layers<Shape>['convolve'] = (name, input, options) => {
    const { channels, stride = 1, dilation = 1 } = options
    if (stride > 1 && dilation > 1) throw new RangeError(`${name}: a convolution has a stride or a dilation, not both.`)
    const [rows, columns] = kernelSize(options.kernel)
    const output = { height: Math.ceil(input.height / stride), width: Math.ceil(input.width / stride), channels }
    specs.push({ name: `${name}.kernel`, shape: [rows, columns, input.channels, channels], kind: 'kernel' })
    work.multiplyAccumulates += output.height * output.width * rows * columns * input.channels * channels
    ending(name, channels, options)
    return output
  }
  const larger = (one: Shape, other: Shape): Shape => {
    for (const length of ['height', 'width', 'channels'] as const) {
      if (one[length] !== other[length] && one[length] !== 1 && other[length] !== 1) throw new RangeError(`A ${length} of ${one[length]} does not go with one of ${other[length]}.`)
    }
    return { height: Math.max(one.height, other.height), width: Math.max(one.width, other.width), channels: Math.max(one.channels, other.channels) }
  }
  return {
    convolutionUnit: (name, input, channels, kernel = 3) => convolve(name, input, { channels, kernel }),
    convolution: (name, input, channels, kernel) => convolve(name, input, { channels, kernel, bias: true, batchNorm: false, activation: 'linear' }),
    maxPool: (input) => ({ ...input, height: input.height / 2, width: input.width / 2 }),
    enlarge: (input) => ({ ...input, height: input.height * 2, width: input.width * 2 }),
    concatenate: (inputs) => ({ ...inputs[0]!, channels: inputs.reduce((sum, input) => sum + input.channels, 0) }),
    convolve,
    convolveDepthwise(name, input, options) {
      const { stride = 1 } = options
      const [rows, columns] = kernelSize(options.kernel)
      const output = { height: Math.ceil(input.height / stride), width: Math.ceil(input.width / stride), channels: input.channels }
      specs.push({ name: `${name}.kernel`, shape: [rows, columns, input.channels, 1], kind: 'kernel', fanIn: rows * columns, outputAxis: 2 })
      work.multiplyAccumulates += output.height * output.width * rows * columns * input.channels
      ending(name, input.channels, options)
      return output
    },
    convolveTransposed(name, input, options) {
      const { channels, stride } = options
      const [rows, columns] = kernelSize(options.kernel)
      // Of the kernel's taps, one in stride² meets an input pixel at any output pixel.
      specs.push({ name: `${name}.kernel`, shape: [rows, columns, channels, input.channels], kind: 'kernel', fanIn: (rows * columns * input.channels) / stride ** 2, outputAxis: 2 })
      work.multiplyAccumulates += input.height * input.width * rows * columns * input.channels * channels
      ending(name, channels, options)
      return { height: input.height * stride, width: input.width * stride, channels }
    },
    batchNorm(name, input, activation) {
      statistics(name, input.channels)
      slope(name, activation)
      return input
    },
    activate(name, input, activation) {
      slope(name, activation)
      return input
    },
    add: larger,
    multiply: larger,
    mean: (input, over) => ({ ...input, ...(over === 'columns' ? {} : { height: 1 }), ...(over === 'rows' ? {} : { width: 1 }) }),
    softmaxOver: (inputs) => [...inputs],
    padChannels: (input, channels) => ({ ...input, channels }),
    maxPlaces: (input) => input,
    unpool: (_, places) => places,
    dropChannels: (input) => input,
  }
}

/** Rows and columns of a kernel. */
export function kernelSize(kernel: KernelSize): readonly [rows: number, columns: number] {
  return typeof kernel === 'number' ? [kernel, kernel] : kernel
}
