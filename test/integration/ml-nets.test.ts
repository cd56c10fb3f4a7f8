import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as tf from '../../ml/backend/tf'
import { countNet } from '../../ml/nets/count-layers'
import { disposeOutputs } from '../../ml/nets/net'
import { WeightsError } from '../../ml/nets/parameters'
import { buildNet, listNets, netDefinition } from '../../ml/nets/registry'
import type { BatchStatistics } from '../../ml/nets/training-layers'
import { startNative, wasmFolder } from './ml-engine'
import { startWasmBackend } from '../../ml/backend/wasm-backend'

describe('nets', () => {
  beforeAll(async () => {
    await startNative()
  })
  afterAll(async () => {
    await tf.setBackend('tensorflow')
  })

  it('have the counted parameters, features at every stride, and symmetric shapes', () => {
    const net = buildNet('slim-unet', { seed: 1 })
    const counted = net.parameters.trainable().reduce((sum, { variable }) => sum + variable.size, 0)
    expect(counted).toBe(listNets().find(({ name }) => name === 'slim-unet')!.parameters)
    expect(counted).toBeLessThanOrEqual(350_000)
    const frozen = net.freeze()
    const outputs = frozen.run(tf.zeros([1, 32, 48, 1]))
    expect(outputs.logits.shape).toEqual([1, 32, 48, 1])
    for (const stride of [1, 2, 4, 8]) {
      expect(outputs.encoder[stride]!.shape.slice(0, 3)).toEqual([1, 32 / stride, 48 / stride])
      expect(outputs.encoder[stride]!.shape).toEqual(outputs.decoder[stride]!.shape)
    }
    disposeOutputs(outputs)
    frozen.dispose()
    net.dispose()
  })

  it.each(['slim-unet-3', 'slim-unet-6', 'enet'])('%s can say vessel whatever the seed: its head never starts with weights of one sign', (name) => {
    for (let seed = 1001; seed < 1041; seed++) {
      const net = buildNet(name, { seed })
      const head = net.parameters.get('head.kernel').dataSync<'float32'>()
      expect(Math.max(...head), `seed ${seed}`).toBeGreaterThan(0)
      expect(Math.min(...head), `seed ${seed}`).toBeLessThan(0)
      net.dispose()
    }
  })

  it('count multiply-accumulates in proportion to the area', () => {
    const definition = netDefinition('unet-16')
    expect(countNet(definition, 256, 512).multiplyAccumulates).toBe(2 * countNet(definition, 256, 256).multiplyAccumulates)
    expect(() => countNet(definition, 250, 256)).toThrow(/multiples of 16/)
  })

  it('answer frozen as they would with their running statistics, and the same on WebAssembly', async () => {
    const net = buildNet('slim-unet-4', { seed: 2 })
    // Running statistics that differ from the initial ones, from a few batches.
    for (let i = 0; i < 5; i++) {
      const collected: BatchStatistics = []
      const outputs = net.train(tf.randomNormal([2, 32, 32, 1], 0.5, 2, 'float32', i + 1), collected)
      disposeOutputs(outputs)
      net.updateStatistics(collected)
    }
    const input = tf.randomNormal([1, 32, 32, 1], 0, 1, 'float32', 9) as tf.Tensor4D
    const x = await input.data()
    const onNative = net.freeze()
    const expected = await onNative.run(input).logits.data()
    const weights = await net.parameters.values()
    onNative.dispose()
    await startWasmBackend(wasmFolder)
    const same = buildNet('slim-unet-4', { weights })
    const frozen = same.freeze()
    const actual = await frozen.run(tf.tensor4d(x as Float32Array, [1, 32, 32, 1])).logits.data()
    frozen.dispose()
    same.dispose()
    await tf.setBackend('tensorflow')
    let largest = 0
    for (const [index, value] of actual.entries()) largest = Math.max(largest, Math.abs(value - expected[index]!))
    expect(largest).toBeLessThan(1e-3)
    expect(new Set(expected).size).toBeGreaterThan(100)
    net.dispose()
  })

  it('are drawn alike from the same seed and refuse weights that do not fit', async () => {
    const [one, other, third] = [1, 1, 2].map((seed) => buildNet('slim-unet-4', { seed }))
    const values = await one!.parameters.values()
    expect(await other!.parameters.values()).toEqual(values)
    expect(await third!.parameters.values()).not.toEqual(values)
    const short = new Map(values)
    short.delete('head.bias')
    expect(() => buildNet('slim-unet-4', { weights: short })).toThrow(WeightsError)
    expect(() => buildNet('slim-unet-8', { weights: values })).toThrow(/should be/)
    const broken = new Map(values).set('head.bias', { shape: [1], values: Float32Array.of(Number.NaN) })
    expect(() => buildNet('slim-unet-4', { weights: broken })).toThrow(/not finite/)
    expect(() => buildNet('no-such-net', { seed: 1 })).toThrow(/There is no net named "no-such-net"/)
    for (const net of [one, other, third]) net!.dispose()
  })

  it('leave no tensor behind', () => {
    const before = tf.memory().numTensors
    const net = buildNet('slim-unet-4', { seed: 1 })
    const frozen = net.freeze()
    const input = tf.zeros([1, 16, 16, 1]) as tf.Tensor4D
    disposeOutputs(frozen.run(input))
    input.dispose()
    frozen.dispose()
    net.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})
