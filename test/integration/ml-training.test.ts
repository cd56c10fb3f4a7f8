import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as tf from '../../ml/backend/tf'
import { createRandom } from '../../ml/data/random'
import { modelId } from '../../ml/model/model-file'
import { readModelFile } from '../../ml/model/model-folder'
import { buildNet } from '../../ml/nets/registry'
import { distill } from '../../ml/training/distill'
import { distillStudent } from '../../ml/training/distill-student'
import { evaluateModel } from '../../ml/training/evaluate-model'
import { Learner } from '../../ml/training/learner'
import { readMetrics, readRunConfig, type MetricPoint } from '../../ml/training/run-folder'
import { trainNet, type TrainNetOptions } from '../../ml/training/train-net'
import { TrainingCancelledError, TrainingError } from '../../ml/training/training-error'
import { startNative } from './ml-engine'

const scratch = mkdtempSync(path.join(tmpdir(), 'lightvessel-training-'))
const data = path.join(scratch, 'data')
let counter = 0
const newRun = (): string => path.join(scratch, `run${++counter}`)

/** Bright frames with a dark, winding line as the vessel. */
async function makeData(images: number): Promise<void> {
  const side = 96
  for (const folder of ['images', 'masks']) mkdirSync(path.join(data, folder), { recursive: true })
  for (let i = 0; i < images; i++) {
    const random = createRandom(i + 1)
    const image = new Uint8Array(side * side).map(() => 150 + 8 * random.normal())
    const mask = new Uint8Array(side * side)
    const [offset, phase] = [random.between(30, 66), random.between(0, 6)]
    for (let column = 0; column < side; column++) {
      const centre = offset + 14 * Math.sin(phase + column / 12)
      for (let row = Math.round(centre) - 3; row <= Math.round(centre) + 3; row++) {
        mask[row * side + column] = 255
        image[row * side + column] = 70 + 8 * random.normal()
      }
    }
    const raw = { raw: { width: side, height: side, channels: 1 as const } }
    await sharp(image, raw).png().toFile(path.join(data, 'images', `frame${i}.png`))
    await sharp(mask, raw).png().toFile(path.join(data, 'masks', `frame${i}.png`))
  }
}

const small = (out: string): TrainNetOptions => ({ data, net: 'slim-unet-4', out, epochs: 4, crop: 64, batch: 4, seed: 7 })
const weightsOf = (run: string): Buffer => readFileSync(path.join(run, 'weights.bin'))

/** Aborts as soon as a point reaches the step. */
function abortAt(step: number): { signal: AbortSignal; onPoint: (point: MetricPoint) => void } {
  const controller = new AbortController()
  return { signal: controller.signal, onPoint: (point) => point.step >= step && controller.abort() }
}

describe('training', () => {
  const reference = path.join(scratch, 'reference')
  beforeAll(async () => {
    await startNative()
    await makeData(10)
    await trainNet(small(reference))
  })
  afterAll(() => rmSync(scratch, { recursive: true, force: true }))

  it('learns: the loss falls, and the model finds the vessels of frames it has not seen', async () => {
    const out = newRun()
    const result = await trainNet({ ...small(out), epochs: 40 })
    expect(result.validationNames).toHaveLength(2)
    const points = await readMetrics(out)
    expect(points.at(-1)!.loss).toBeLessThan(0.6 * points[0]!.loss)
    const figures = await evaluateModel({ modelFolder: out, data, names: result.validationNames })
    expect(figures.dice).toBeGreaterThan(0.8)
    expect(figures.images).toBe(2)
    const model = await readModelFile(out)
    expect(model.finished).toBe(true)
    expect(model.validation!.dice).toBeCloseTo(figures.dice, 6)
    expect(figures.parameters).toBe(model.parameters)
  })

  it('gives the same weights for the same seed, and others for another', async () => {
    const [same, other] = [newRun(), newRun()]
    await trainNet(small(same))
    await trainNet({ ...small(other), seed: 8 })
    expect(weightsOf(same).equals(weightsOf(reference))).toBe(true)
    expect(weightsOf(other).equals(weightsOf(reference))).toBe(false)
  })

  it('goes on after a stop, twice, and ends with the weights of an uninterrupted run', async () => {
    const out = newRun()
    await expect(trainNet(small(out), abortAt(2))).rejects.toThrow(TrainingCancelledError)
    await expect(trainNet(small(out), abortAt(5))).rejects.toThrow(/goes on from there/)
    await trainNet(small(out))
    expect(weightsOf(out).equals(weightsOf(reference))).toBe(true)
    const steps = (await readMetrics(out)).map(({ step }) => step)
    expect(steps).toEqual((await readMetrics(reference)).map(({ step }) => step))
  })

  it('goes on from the last sound checkpoint when the newest file is cut off', async () => {
    const out = newRun()
    await expect(trainNet(small(out), abortAt(6))).rejects.toThrow(TrainingCancelledError)
    truncateSync(path.join(out, 'checkpoint.bin'), 1000)
    await trainNet(small(out))
    expect(weightsOf(out).equals(weightsOf(reference))).toBe(true)
    const broken = newRun()
    await expect(trainNet(small(broken), abortAt(2))).rejects.toThrow(TrainingCancelledError)
    for (const name of ['checkpoint.bin', 'checkpoint.previous.bin']) writeFileSync(path.join(broken, name), 'nothing')
    await expect(trainNet(small(broken))).rejects.toThrow(/is damaged and there is no sound earlier checkpoint/)
  })

  it('refuses the checkpoint of another net, and leaves it as it is', async () => {
    const [out, other] = [newRun(), newRun()]
    await expect(trainNet(small(out), abortAt(2))).rejects.toThrow(TrainingCancelledError)
    await expect(trainNet({ ...small(other), net: 'slim-unet-3' }, abortAt(2))).rejects.toThrow(TrainingCancelledError)
    cpSync(path.join(other, 'checkpoint.bin'), path.join(out, 'checkpoint.bin'))
    await expect(trainNet(small(out))).rejects.toThrow(/The checkpoint in .* is of another net/)
    expect(readFileSync(path.join(out, 'checkpoint.bin')).equals(readFileSync(path.join(other, 'checkpoint.bin')))).toBe(true)
  })

  it('does a finished run not again, and refuses another configuration in the same folder', async () => {
    const out = newRun()
    cpSync(reference, out, { recursive: true })
    const messages: string[] = []
    await trainNet(small(out), { onMessage: (text) => messages.push(text) })
    expect(messages.join()).toContain('finished already')
    await expect(trainNet({ ...small(out), crop: 48 })).rejects.toThrow(/started with another setting "crop" \(64 instead of 48\)/)
    await expect(trainNet({ ...small(out), net: 'slim-unet-8' })).rejects.toThrow(/another net/)
  })

  it('distils with every term, resumes exactly, and uses the split of its teacher', async () => {
    const options = { data, teacher: reference, student: 'slim-unet-4', preset: 'lightvessel' as const, epochs: 4, crop: 64, batch: 4, seed: 3 }
    const [straight, stopped] = [newRun(), newRun()]
    const result = await distillStudent({ ...options, out: straight })
    expect(result.validationNames).toEqual((await readRunConfig(reference))!.data.validationNames)
    expect(Object.keys((await readMetrics(straight)).at(-1)!.terms).sort()).toEqual(['asd', 'critic', 'fsd', 'segmentation'])
    await expect(distillStudent({ ...options, out: stopped }, abortAt(4))).rejects.toThrow(TrainingCancelledError)
    await distillStudent({ ...options, out: stopped })
    expect(weightsOf(stopped).equals(weightsOf(straight))).toBe(true)
    await expect(distillStudent({ ...options, out: newRun(), preset: 'magic' as never })).rejects.toThrow(/There is no preset named "magic"/)
  })

  it('measures how strongly each term pulls when asked to, and ends with the same weights', async () => {
    const options = { data, teacher: reference, student: 'slim-unet-4', preset: 'lightvessel' as const, epochs: 2, crop: 64, batch: 4, seed: 3 }
    const [plain, diagnosed, scaled] = [newRun(), newRun(), newRun()]
    await distillStudent({ ...options, out: plain })
    const tensors = tf.memory().numTensors
    await distillStudent({ ...options, out: diagnosed }, { diagnose: true })
    expect(tf.memory().numTensors).toBe(tensors)
    expect(weightsOf(diagnosed).equals(weightsOf(plain))).toBe(true)
    expect((await readMetrics(plain)).some(({ diagnosis }) => diagnosis)).toBe(false)
    const measured = (await readMetrics(diagnosed)).filter(({ validationDice }) => validationDice !== null)
    expect(measured).toHaveLength(2)
    for (const { diagnosis } of measured) for (const norm of Object.values(diagnosis!.gradientNorms)) expect(norm).toBeGreaterThan(0)
    expect(Object.keys(measured.at(-1)!.diagnosis!.gradientNorms).sort()).toEqual(['asd', 'fsd', 'segmentation'])
    const { similarity, criticScores } = measured.at(-1)!.diagnosis!
    expect(similarity!.map(({ stride }) => stride)).toEqual([2, 4, 8])
    for (const { correlation, vesselAuc } of similarity!) {
      expect(Math.abs(correlation)).toBeLessThanOrEqual(1)
      expect(vesselAuc).toBeGreaterThan(0)
      expect(vesselAuc).toBeLessThan(1)
    }
    expect(criticScores).toHaveLength(1)
    expect(Number.isFinite(criticScores![0]!.teacher - criticScores![0]!.student)).toBe(true)
    // The first step of a run with twice the weights pulls twice as strongly: nothing has been learned by it yet.
    const first = async (scale: number, out: string): Promise<Record<string, number>> => {
      await distillStudent({ ...options, preset: 'kd', scale, epochs: 1, out }, { diagnose: true })
      return (await readMetrics(out)).find(({ diagnosis }) => diagnosis)!.diagnosis!.gradientNorms
    }
    const [once, twice] = [await first(1e-4, newRun()), await first(2e-4, scaled)]
    expect(twice['kd']! / once['kd']!).toBeCloseTo(2, 1)
  })

  it('runs a whole distillation, teacher first, with falling time left', async () => {
    const runFolder = newRun()
    const points: MetricPoint[] = []
    const result = await distill(
      { runFolder, data, teacher: { kind: 'train', net: 'slim-unet-4', epochs: 2 }, studentNet: 'slim-unet-4', initialModelFolder: reference, settings: { preset: 'kd', scale: 10, epochs: 2, crop: 64, batch: 4, seed: 1 } },
      { onPoint: (point) => points.push(point) },
    )
    expect(new Set(points.map(({ phase }) => phase))).toEqual(new Set(['teacher', 'student']))
    expect(points[0]!.secondsLeft!).toBeGreaterThanOrEqual(points.at(-1)!.secondsLeft!)
    expect((await readModelFile(result.studentFolder)).validation).not.toBeNull()
    const run = (await readRunConfig(result.studentFolder))!
    expect(run.start).toBe(modelId(await readModelFile(reference)))
    expect(run.losses).toEqual({ ce: 1, dice: 1, kd: 10 })
    expect(result.trainingImages + result.validationNames.length).toBe(10)
  })

  it('stops with a clear error when the loss is not finite, and keeps the weights of before', async () => {
    const learner = new Learner(buildNet('slim-unet-4', { seed: 1 }), { ce: 1, dice: 1 }, null, 1)
    const before = await learner.net.parameters.values()
    const images = tf.mul(tf.ones([1, 32, 32, 1]), Number.NaN) as tf.Tensor4D
    const annotation = tf.zeros([1, 32, 32, 1]) as tf.Tensor4D
    expect(() => learner.step(images, annotation, { step: 4, rate: 1e-3, progress: 0 })).toThrow(TrainingError)
    expect(await learner.net.parameters.values()).toEqual(before)
    learner.dispose()
    tf.dispose([images, annotation])
  })

  it('leaves no tensor behind, whether it ends or is stopped', async () => {
    const before = tf.memory().numTensors
    await distillStudent({ data, teacher: reference, student: 'slim-unet-4', preset: 'lightvessel', out: newRun(), epochs: 1, crop: 64, batch: 4, seed: 1 })
    await expect(trainNet(small(newRun()), abortAt(2))).rejects.toThrow(TrainingCancelledError)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('says in one sentence what is wrong with a request', async () => {
    await expect(trainNet({ ...small(newRun()), crop: 50 })).rejects.toThrow('The crop must be a multiple of 16 pixels, not 50.')
    await expect(trainNet({ ...small(newRun()), net: 'vgg' })).rejects.toThrow(/There is no net named "vgg"/)
    await expect(trainNet({ ...small(newRun()), initialModel: path.join(scratch, 'nowhere') })).rejects.toThrow(/is not a model/)
    await expect(trainNet({ ...small(newRun()), net: 'slim-unet-8', initialModel: reference })).rejects.toThrow(/cannot be the start of a slim-unet-8/)
    await expect(evaluateModel({ modelFolder: reference, data, names: ['nobody'] })).rejects.toThrow(/has no image named "nobody"/)
  })

  it('refuses data in which no mask shows a vessel, to train on or to validate on, and leaves no run', async () => {
    const blank = path.join(scratch, 'blank')
    cpSync(data, blank, { recursive: true })
    const empty = (name: string): Promise<unknown> => sharp(new Uint8Array(96 * 96), { raw: { width: 96, height: 96, channels: 1 } }).png().toFile(path.join(blank, 'masks', name))
    const out = newRun()
    const { validationNames } = (await readRunConfig(reference))!.data
    for (const name of validationNames) await empty(`${name}.png`)
    await expect(trainNet({ ...small(out), data: blank })).rejects.toThrow(`Every mask of the images to validate on in ${blank} is empty: a student that finds nothing would be the best.`)
    for (const name of readdirSync(path.join(blank, 'masks'))) await empty(name)
    await expect(trainNet({ ...small(out), data: blank })).rejects.toThrow(`Every mask of the images to train on in ${blank} is empty: there is no vessel to learn from.`)
    expect(existsSync(out)).toBe(false)
  })
})
