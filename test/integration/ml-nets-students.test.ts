import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as tf from '../../ml/backend/tf'
import { startWasmBackend } from '../../ml/backend/wasm-backend'
import { createRandom } from '../../ml/data/random'
import { predict } from '../../ml/inference/predict'
import { saveModel } from '../../ml/model/model-folder'
import type { Layers } from '../../ml/nets/layers'
import { disposeOutputs, type Net } from '../../ml/nets/net'
import { buildNet } from '../../ml/nets/registry'
import { trainingLayers, type BatchStatistics } from '../../ml/nets/training-layers'
import { Adam } from '../../ml/training/adam'
import { bundleForNode } from '../support/bundle-for-node'
import { nativeFolder, startNative, wasmFolder } from './ml-engine'

const students = ['w-net', 'enet', 'erfnet', 'mobile-unet']
const all = [...students, 'fanet']
/** The heavy teacher sees smaller images. */
const sideOf = (name: string): number => (name === 'fanet' ? 16 : 64)

/** One image, the same everywhere. */
const fixedImage = (): tf.Tensor4D => tf.tensor4d(Float32Array.from({ length: 64 * 64 }, (_, index) => Math.sin(index)), [1, 64, 64, 1])

/** Gains, offsets, biases and slopes as after a training; with the initial ones a mistake in folding would not show. */
function disturb(net: Net): void {
  const random = createRandom(11)
  for (const { name, shape, kind } of net.parameters.specs) {
    if (!['gain', 'offset', 'bias', 'slope', 'mean', 'variance'].includes(kind)) continue
    const base = kind === 'gain' || kind === 'variance' ? 1 : 0
    const values = Float32Array.from({ length: shape[0]! }, () => base + 0.2 * (2 * random.uniform() - 1))
    tf.tidy(() => net.parameters.get(name).assign(tf.tensor(values, shape)))
  }
}

/** The layers, with the number of values per channel that each result holds noted down by name. */
function counted(layers: Layers<tf.Tensor4D>, counts: Map<string, number>): Layers<tf.Tensor4D> {
  return new Proxy(layers, {
    get: (target, key: keyof Layers<tf.Tensor4D>) => (name: unknown, ...rest: unknown[]) => {
      const result = (target[key] as (...values: unknown[]) => tf.Tensor4D)(name, ...rest)
      if (typeof name === 'string') counts.set(name, result.size / result.shape[3])
      return result
    },
  })
}

/** Largest difference against the largest value. */
function relativeDistance(one: ArrayLike<number>, other: ArrayLike<number>): number {
  expect(one.length).toBe(other.length)
  let distance = 0
  let largest = 1e-6
  for (let i = 0; i < one.length; i++) {
    distance = Math.max(distance, Math.abs(one[i]! - other[i]!))
    largest = Math.max(largest, Math.abs(one[i]!))
  }
  return distance / largest
}

describe.each(all)('%s', (name) => {
  beforeAll(async () => {
    await startNative()
  })
  afterAll(async () => {
    await tf.setBackend('tensorflow')
  })

  it('answers frozen as in training, when its running statistics are those of the batch', () => {
    const net = buildNet(name, { seed: 4 })
    disturb(net)
    const [height, width] = [sideOf(name), 1.5 * sideOf(name)]
    const input = tf.randomNormal([2, height, width, 1], 0, 1, 'float32', 5) as tf.Tensor4D
    const collected: BatchStatistics = []
    const counts = new Map<string, number>()
    const trained = net.definition.define(counted(trainingLayers(net.parameters, collected), counts), input)
    for (const { name: unit, mean, variance } of collected) {
      net.parameters.get(`${unit}.mean`).assign(mean)
      // The batch is normalised by its biased variance; the statistics carry the unbiased one.
      const count = counts.get(unit)!
      tf.tidy(() => net.parameters.get(`${unit}.variance`).assign(tf.mul(variance, (count - 1) / count)))
    }
    expect(collected.length).toBe(net.parameters.specs.filter(({ kind }) => kind === 'gain').length)
    const frozen = net.freeze()
    const outputs = frozen.run(input)
    expect(outputs.logits.shape).toEqual([2, height, width, 1])
    // Dozens of normalised layers amplify rounding; where that of the input's last bit alone moves the logits, it is the measure.
    const nudged = net.train(tf.mul(input, 1 + 2e-7), [])
    const limit = Math.max(1e-4, 3 * relativeDistance(trained.logits.dataSync(), nudged.logits.dataSync()))
    expect(limit).toBeLessThan(1e-3)
    expect(relativeDistance(trained.logits.dataSync(), outputs.logits.dataSync())).toBeLessThan(limit)
    for (const stride of Object.keys(trained.encoder).map(Number)) {
      expect(outputs.encoder[stride]!.shape).toEqual([2, height / stride, width / stride, trained.encoder[stride]!.shape[3]])
      expect(outputs.decoder[stride]!.shape).toEqual(outputs.encoder[stride]!.shape)
      expect(relativeDistance(trained.encoder[stride]!.dataSync(), outputs.encoder[stride]!.dataSync())).toBeLessThan(limit)
      expect(relativeDistance(trained.decoder[stride]!.dataSync(), outputs.decoder[stride]!.dataSync())).toBeLessThan(limit)
    }
    frozen.dispose()
    net.dispose()
  })

  it('reaches every parameter with a finite gradient, and one step lowers the loss', () => {
    const net = buildNet(name, { seed: 6 })
    const variables = net.parameters.trainable()
    const side = sideOf(name) / 2
    const input = tf.randomNormal([2, side, side, 1], 0, 1, 'float32', 7) as tf.Tensor4D
    const truth = tf.cast(tf.greater(input, 1), 'float32') as tf.Tensor4D
    const measure = (): { value: tf.Scalar; grads: tf.NamedTensorMap } => {
      const collected: BatchStatistics = []
      const result = tf.variableGrads(() => tf.losses.sigmoidCrossEntropy(truth, net.train(input, collected).logits) as tf.Scalar, variables.map(({ variable }) => variable))
      net.updateStatistics(collected)
      return result
    }
    const { value, grads } = measure()
    for (const { variable } of variables) {
      expect(grads[variable.name], variable.name).toBeDefined()
      expect(Number.isFinite(tf.sum(tf.abs(grads[variable.name]!)).dataSync()[0])).toBe(true)
    }
    const silent = variables.filter(({ variable, kind }) => kind === 'kernel' && tf.max(tf.abs(grads[variable.name]!)).dataSync()[0] === 0)
    expect(silent.length).toBe(0)
    const adam = new Adam(variables, { beta1: 0.9, beta2: 0.999, weightDecay: 0, clip: 1 })
    adam.apply(grads, adam.numbers(1e-3).map((value) => tf.scalar(value)) as [tf.Scalar, tf.Scalar, tf.Scalar])
    expect(measure().value.dataSync()[0]).toBeLessThan(value.dataSync()[0]!)
    adam.dispose()
    net.dispose()
  })

  it('segments images of odd sizes, says which sizes it takes, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors
    const net = buildNet(name, { seed: 8 })
    const frozen = net.freeze()
    const random = createRandom(9)
    const [rows, columns] = [37, 51]
    const probability = await predict(frozen, { rows, columns, pixels: Float32Array.from({ length: rows * columns }, () => random.uniform()) })
    expect(probability.length).toBe(rows * columns)
    expect(new Set(probability).size).toBeGreaterThan(2)
    const [flat, narrow] = [tf.zeros([1, 37, 64, 1]), tf.zeros([1, 64, 45, 1])] as [tf.Tensor4D, tf.Tensor4D]
    expect(() => frozen.run(flat)).toThrow(`${name} takes sizes that are multiples of ${net.definition.multiple}, not 64×37.`)
    expect(() => net.train(narrow, [])).toThrow(/not 45×64/)
    tf.dispose([flat, narrow])
    const collected: BatchStatistics = []
    tf.tidy(() => void net.train(tf.ones([1, net.definition.multiple, net.definition.multiple, 1]), collected))
    net.updateStatistics(collected)
    frozen.dispose()
    net.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  // A teacher learns and teaches; that needs native TensorFlow.
  if (students.includes(name)) it('answers on WebAssembly as on native TensorFlow', async () => {
    const net = buildNet(name, { seed: 10 })
    disturb(net)
    const weights = await net.parameters.values()
    const onNative = net.freeze()
    const expected = onNative.run(fixedImage()).logits.dataSync()
    onNative.dispose()
    net.dispose()
    await startWasmBackend(wasmFolder)
    const same = buildNet(name, { weights })
    const onWasm = same.freeze()
    const outputs = onWasm.run(fixedImage())
    const actual = await outputs.logits.data()
    disposeOutputs(outputs)
    onWasm.dispose()
    same.dispose()
    await tf.setBackend('tensorflow')
    expect(new Set(expected).size).toBeGreaterThan(100)
    expect(relativeDistance(expected, actual)).toBeLessThan(1e-4)
  })
})

describe('model folders of the students', () => {
  let folder: string
  beforeAll(async () => {
    await startNative()
    folder = await mkdtemp(path.join(tmpdir(), 'lightvessel-nets-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('answer in another process as they did in this one', async () => {
    const expected: number[][] = []
    for (const name of students) {
      const net = buildNet(name, { seed: 12 })
      disturb(net)
      const frozen = net.freeze()
      expected.push([...frozen.run(fixedImage()).logits.dataSync()])
      const description = { name, net: name, preprocessing: { normalisation: 'exposed-field', side: 64 }, threshold: 0.5, smallestComponent: 0, seedThreshold: 0, finished: true, validation: null, card: {} } as const
      await saveModel(path.join(folder, name), description, await net.parameters.values())
      frozen.dispose()
      net.dispose()
    }
    const program = await bundleForNode('test/integration/ml-nets-program.ts')
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [program, nativeFolder, wasmFolder, ...students.map((name) => path.join(folder, name))], { maxBuffer: 2 ** 26 })
      const actual = JSON.parse(stdout) as number[][]
      for (const [index, name] of students.entries()) expect(relativeDistance(expected[index]!, actual[index]!), name).toBeLessThan(1e-6)
    } finally {
      await rm(path.dirname(program), { recursive: true, force: true })
    }
  })
})
