import type { KernelBackend } from '@tensorflow/tfjs-core'
import * as tf from './tf'

/*
 * TensorFlow kernels that TensorFlow.js composes from many small operations, or differentiates wrongly. They are called
 * directly on the native backend, with their own gradients; each has a test against the composed form.
 */

interface Attribute {
  name: string
  type: number
  value: number | boolean | string
}

/** The part of the native backend that reaches every TensorFlow kernel. */
interface NativeBackend extends KernelBackend {
  binding: Record<'TF_FLOAT' | 'TF_ATTR_STRING' | 'TF_ATTR_FLOAT' | 'TF_ATTR_BOOL' | 'TF_ATTR_TYPE', number>
  executeSingleOutput(name: string, attributes: Attribute[], inputs: tf.Tensor[]): tf.Tensor
  executeMultipleOutputs(name: string, attributes: Attribute[], inputs: tf.Tensor[], outputs: number): tf.Tensor[]
}

/** The native backend of this process. Throws when another backend is active: training needs the native one. */
function native(): NativeBackend {
  if (tf.getBackend() !== 'tensorflow') throw new Error(`This needs native TensorFlow, and the backend is ${tf.getBackend() || 'not started'}.`)
  return tf.backend() as NativeBackend
}

const asType = (name: string): Attribute => ({ name, type: native().binding.TF_ATTR_TYPE, value: native().binding.TF_FLOAT })
const asBoolean = (name: string, value: boolean): Attribute => ({ name, type: native().binding.TF_ATTR_BOOL, value })
const asNumber = (name: string, value: number): Attribute => ({ name, type: native().binding.TF_ATTR_FLOAT, value })
const asText = (name: string, value: string): Attribute => ({ name, type: native().binding.TF_ATTR_STRING, value })

/**
 * Batch normalisation with the statistics of the batch (Ioffe & Szegedy 2015): FusedBatchNormV3 and its gradient.
 *
 * @param x B×H×W×C
 * @param gain C
 * @param offset C
 * @returns `output` B×H×W×C, differentiable in x, gain and offset; `mean` and `variance` (C, unbiased) of the batch, which
 *   are kept: the caller disposes of them
 */
export function batchNormOfBatch(x: tf.Tensor4D, gain: tf.Tensor1D, offset: tf.Tensor1D, epsilon: number): { output: tf.Tensor4D; mean: tf.Tensor1D; variance: tf.Tensor1D } {
  const attributes = [asType('T'), asType('U'), asNumber('epsilon', epsilon), asText('data_format', 'NHWC'), asBoolean('is_training', true)]
  let statistics: tf.Tensor[] = []
  const normalised = tf.customGrad((...inputs) => {
    const [input, scale, shift] = inputs as tf.Tensor[]
    const save = inputs.at(-1) as unknown as tf.GradSaveFunc
    const empty = tf.zeros([0])
    const outputs = native().executeMultipleOutputs('FusedBatchNormV3', [...attributes, asNumber('exponential_avg_factor', 1)], [input!, scale!, shift!, empty, empty], 6)
    statistics = [tf.keep(outputs[1]!), tf.keep(outputs[2]!)]
    save([input!, scale!, outputs[3]!, outputs[4]!, outputs[5]!])
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => native().executeMultipleOutputs('FusedBatchNormGradV3', attributes, [dy, ...saved], 5).slice(0, 3)
    return { value: outputs[0]!, gradFunc }
  })
  const output = normalised(x, gain, offset) as tf.Tensor4D
  return { output, mean: statistics[0] as tf.Tensor1D, variance: statistics[1] as tf.Tensor1D }
}

/** max(x, 0), any shape, with TensorFlow's own gradient kernel. */
export function relu<T extends tf.Tensor>(x: T): T {
  return rectify('Relu', x)
}

/** min(max(x, 0), 6), any shape, with TensorFlow's own gradient kernel. */
export function relu6<T extends tf.Tensor>(x: T): T {
  return rectify('Relu6', x)
}

/**
 * Parametric ReLU (He et al. 2015): x where it is positive, else slope·x; any shape.
 *
 * @param slope one number, for all of x
 */
export function prelu<T extends tf.Tensor>(x: T, slope: tf.Tensor1D): T {
  const rectified = tf.customGrad((...inputs) => {
    const [input, factor] = inputs as tf.Tensor[]
    const save = inputs.at(-1) as unknown as tf.GradSaveFunc
    save([input!, factor!])
    const positive = native().executeSingleOutput('Relu', [asType('T')], [input!])
    const gradFunc = (dy: tf.Tensor, [before, by]: tf.Tensor[]): tf.Tensor[] => {
      const passed = native().executeSingleOutput('ReluGrad', [asType('T')], [dy, before!])
      const scaled = tf.sub(dy, passed)
      return [tf.add(passed, tf.mul(scaled, by!)), tf.reshape(tf.sum(tf.mul(scaled, before!)), [1])]
    }
    return { value: tf.add(positive, tf.mul(tf.sub(input!, positive), factor!)), gradFunc }
  })
  return rectified(x, slope) as T
}

function rectify<T extends tf.Tensor>(kernel: 'Relu' | 'Relu6', x: T): T {
  const rectified = tf.customGrad((...inputs) => {
    const save = inputs.at(-1) as unknown as tf.GradSaveFunc
    const value = native().executeSingleOutput(kernel, [asType('T')], [inputs[0] as tf.Tensor])
    save([value])
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => native().executeSingleOutput(`${kernel}Grad`, [asType('T')], [dy, saved[0]!]) }
  })
  return rectified(x) as T
}

/**
 * Bilinear enlargement with half-pixel centres: B×H×W×C to B×height×width×C. TensorFlow.js's own gradient of it is wrong.
 */
export function enlargeBilinear(x: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  const enlarged = tf.customGrad((...inputs) => {
    const input = inputs[0] as tf.Tensor4D
    const save = inputs.at(-1) as unknown as tf.GradSaveFunc
    save([input])
    return {
      value: tf.image.resizeBilinear(input, [height, width], false, true),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => native().executeSingleOutput('ResizeBilinearGrad', [asType('T'), asBoolean('align_corners', false), asBoolean('half_pixel_centers', true)], [dy, saved[0]!]),
    }
  })
  return enlarged(x) as tf.Tensor4D
}
