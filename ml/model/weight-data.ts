import type { WeightValues } from '../nets/parameters'

/** One float32 entry of TensorFlow.js's weight format. */
export interface WeightSpec {
  name: string
  shape: number[]
  dtype: 'float32'
}

/**
 * TensorFlow.js's weight format (as of `tf.io.encodeWeights`) without any tensor: specs in order, and the float32 values
 * one after the other, little-endian.
 */
export function encodeWeightValues(weights: WeightValues): { specs: WeightSpec[]; data: Uint8Array } {
  const specs = [...weights].map(([name, { shape }]): WeightSpec => ({ name, shape: [...shape], dtype: 'float32' }))
  const parts = [...weights.values()].map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  return { specs, data: new Uint8Array(Buffer.concat(parts)) }
}

/** The reverse. Throws a RangeError when the data are not exactly as long as the specs say. */
export function decodeWeightValues(specs: readonly WeightSpec[], data: Uint8Array): Map<string, { shape: number[]; values: Float32Array }> {
  const weights = new Map<string, { shape: number[]; values: Float32Array }>()
  const lengths = specs.map((spec) => spec.shape.reduce((product, length) => product * length, 1))
  const expected = 4 * lengths.reduce((sum, length) => sum + length, 0)
  if (data.byteLength !== expected) throw new RangeError(`it should hold ${expected} bytes and holds ${data.byteLength}`)
  // A copy, since float32 values must start at a multiple of four (and a Buffer's own slice() would be no copy).
  const values = new Float32Array(new Uint8Array(data).buffer)
  let offset = 0
  for (const [index, spec] of specs.entries()) {
    weights.set(spec.name, { shape: spec.shape, values: values.slice(offset, offset + lengths[index]!) })
    offset += lengths[index]!
  }
  return weights
}
