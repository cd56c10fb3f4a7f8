import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as tf from '../../ml/backend/tf'
import { predict } from '../../ml/inference/predict'
import { saveModel } from '../../ml/model/model-folder'
import { Ensemble, logitsOfMean } from '../../ml/nets/ensemble'
import { disposeOutputs, type FrozenNet } from '../../ml/nets/net'
import { buildNet } from '../../ml/nets/registry'
import { Learner } from '../../ml/training/learner'
import { openTeaching } from '../../ml/training/open-teaching'
import { startNative } from './ml-engine'

function frozen(name: string, seed: number): FrozenNet {
  const net = buildNet(name, { seed })
  const result = net.freeze()
  net.dispose()
  return result
}

const image = (): tf.Tensor4D => tf.randomNormal([2, 32, 32, 1], 0, 1, 'float32', 1) as tf.Tensor4D

describe('ensembles', () => {
  let folder: string
  beforeAll(async () => {
    await startNative()
    folder = await mkdtemp(path.join(tmpdir(), 'lightvessel-ensemble-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function save(name: string, net: string, seed: number, finished = true): Promise<string> {
    const built = buildNet(net, { seed })
    const description = { name, net, preprocessing: { normalisation: 'exposed-field', side: 64 }, threshold: 0.5, smallestComponent: 0, seedThreshold: 0, finished, validation: null, card: {} } as const
    await saveModel(path.join(folder, name), description, await built.parameters.values())
    built.dispose()
    return path.join(folder, name)
  }

  it('answer with the mean probability, and with the features of the first', () => {
    const members = [frozen('slim-unet-4', 1), frozen('slim-unet-4', 2), frozen('w-net', 3)]
    const ensemble = new Ensemble(members)
    expect(ensemble.definition.multiple).toBe(16)
    const x = image()
    const each = members.map((member) => member.run(x))
    const before = tf.memory().numTensors
    const outputs = ensemble.run(x)
    // Nothing of the members is left beside the outputs.
    expect(tf.memory().numTensors - before).toBe(1 + Object.keys(outputs.encoder).length + Object.keys(outputs.decoder).length)
    const expected = tf.mean(tf.stack(each.map(({ logits }) => tf.sigmoid(logits))), 0)
    expect(tf.max(tf.abs(tf.sub(tf.sigmoid(outputs.logits), expected))).dataSync()[0]).toBeLessThan(1e-6)
    expect(Object.keys(outputs.encoder)).toEqual(Object.keys(each[0]!.encoder))
    for (const stride of [1, 2, 4, 8]) {
      expect(tf.max(tf.abs(tf.sub(outputs.encoder[stride]!, each[0]!.encoder[stride]!))).dataSync()[0]).toBe(0)
      expect(tf.max(tf.abs(tf.sub(outputs.decoder[stride]!, each[0]!.decoder[stride]!))).dataSync()[0]).toBe(0)
    }
    for (const one of [...each, outputs]) disposeOutputs(one)
    ensemble.dispose()
    expect(() => new Ensemble([])).toThrow('An ensemble needs at least one net.')
  })

  it('keep logits finite and exact where probabilities are not', () => {
    const one = tf.tensor4d([-80, -30, 0, 30, 80, 5], [1, 1, 6, 1])
    const same = logitsOfMean([one, one]).dataSync()
    for (const [index, value] of one.dataSync().entries()) expect(Math.abs(same[index]! - value)).toBeLessThan(1e-4)
    // One certain and one undecided: p = 3/4, so the logit is log 3.
    const certain = tf.tensor4d([80], [1, 1, 1, 1])
    expect(logitsOfMean([certain, tf.zerosLike(certain)]).dataSync()[0]).toBeCloseTo(Math.log(3), 5)
  })

  it('open from model folders, predict, and teach a student', async () => {
    const folders = [await save('one', 'slim-unet-4', 1), await save('two', 'slim-unet-4', 2)]
    const teacher = await openTeaching({ data: folder, teacher: folders })
    expect(teacher.netNames).toEqual(['slim-unet-4', 'slim-unet-4'])
    expect(teacher.id).toMatch(/^[0-9a-f]{16}\+[0-9a-f]{16}$/)
    const single = await openTeaching({ data: folder, teacher: folders[0]! })
    expect(teacher.id.startsWith(`${single.id}+`)).toBe(true)
    const pixels = Float32Array.from({ length: 35 * 50 }, (_, index) => 0.5 + 0.5 * Math.sin(index))
    expect(await predict(teacher.net, { rows: 35, columns: 50, pixels })).not.toEqual(await predict(single.net, { rows: 35, columns: 50, pixels }))
    const learner = new Learner(buildNet('w-net', { seed: 3 }), { ce: 1, kd: 1, fsd: 1 }, teacher.net, 1)
    const x = image()
    const annotation = tf.cast(tf.greater(x, 1), 'float32') as tf.Tensor4D
    const before = tf.memory().numTensors
    const first = learner.step(x, annotation, { step: 0, rate: 1e-3, progress: 0 })
    expect(tf.memory().numTensors).toBe(before)
    for (const value of [first.terms['kd'], first.terms['fsd']]) expect(value).toBeGreaterThan(0)
    let last = first
    for (let step = 1; step < 12; step++) last = learner.step(x, annotation, { step, rate: 1e-3, progress: 0 })
    expect(last.loss).toBeLessThan(first.loss)
    learner.dispose()
    teacher.net.dispose()
    single.net.dispose()
  })

  it('refuse folders that cannot teach', async () => {
    const sound = await save('three', 'slim-unet-4', 3)
    const unfinished = await save('four', 'slim-unet-4', 4, false)
    await expect(openTeaching({ data: folder, teacher: [] })).rejects.toThrow('A teacher needs at least one model folder.')
    await expect(openTeaching({ data: folder, teacher: [sound, unfinished] })).rejects.toThrow(/training of the teacher in .*four is not finished/)
    await expect(openTeaching({ data: folder, teacher: [sound, sound] })).rejects.toThrow(/is the same model as/)
    await expect(openTeaching({ data: folder, teacher: [sound, path.join(folder, 'nowhere')] })).rejects.toThrow(/is not a model/)
  })
})
