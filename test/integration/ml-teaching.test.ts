import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as tf from '../../ml/backend/tf'
import { buildNet } from '../../ml/nets/registry'
import { disposeOutputs } from '../../ml/nets/net'
import { OutOfFold } from '../../ml/nets/out-of-fold'
import { distillStudent, type DistillStudentOptions } from '../../ml/training/distill-student'
import { readMetrics, readRunConfig } from '../../ml/training/run-folder'
import { trainNet } from '../../ml/training/train-net'
import { startNative } from './ml-engine'

const scratch = mkdtempSync(path.join(tmpdir(), 'lightvessel-teaching-'))
const [data, others] = ['data', 'others'].map((name) => path.join(scratch, name)) as [string, string]
const side = 64

/** Bright pictures with one dark bar each. */
async function writePictures(folder: string, count: number, masks: boolean): Promise<void> {
  for (const part of masks ? ['images', 'masks'] : ['images']) mkdirSync(path.join(folder, part), { recursive: true })
  for (let index = 0; index < count; index++) {
    const mask = Buffer.alloc(side * side)
    for (let row = 0; row < side; row++) for (let column = 8 + 4 * index; column < 13 + 4 * index; column++) mask[row * side + column] = 255
    const image = Buffer.from(mask.map((value, at) => (value ? 70 : 180) + ((at * 7919) % 23)))
    const write = (content: Buffer, part: string) => sharp(content, { raw: { width: side, height: side, channels: 1 } }).png().toFile(path.join(folder, part, `bar${index}.png`))
    await write(image, 'images')
    if (masks) await write(mask, 'masks')
  }
}

describe('teaching', () => {
  const teachers = ['one', 'two'].map((name) => path.join(scratch, name))
  const training = { data, epochs: 1, crop: 32, batch: 2, seed: 1 }
  const student = (name: string, more: Partial<DistillStudentOptions>) => ({ ...training, student: 'slim-unet-4', preset: 'lightvessel' as const, teacher: teachers, out: path.join(scratch, name), ...more })

  beforeAll(async () => {
    await startNative()
    await writePictures(data, 10, true)
    await writePictures(others, 3, false)
    for (const [part, out] of teachers.entries()) await trainNet({ ...training, net: 'slim-unet-4', out, leaveOut: { part, of: 2 }, losses: { cldice: 0.3, deep: 1 } })
  })
  afterAll(() => rmSync(scratch, { recursive: true, force: true }))

  it('leaves parts out that no two teachers share, and keeps one validation part', async () => {
    const [one, two] = await Promise.all(teachers.map(async (folder) => (await readRunConfig(folder))!.data))
    expect(one!.trainingNames.filter((name) => two!.trainingNames.includes(name))).toEqual([])
    expect(one!.validationNames).toEqual(two!.validationNames)
    await expect(trainNet({ ...training, net: 'slim-unet-4', out: path.join(scratch, 'none'), leaveOut: { part: 9, of: 10 } })).rejects.toThrow(/Part 10 of 10 cannot be left out/)
  })

  it('each of several teachers answers for the images it is chosen for', () => {
    const members = [1, 2].map((seed) => buildNet('slim-unet-4', { seed }).freeze())
    const teacher = new OutOfFold(members)
    const images = tf.randomNormal([2, 32, 32, 1], 0, 1, 'float32', 5) as tf.Tensor4D
    const [first, second] = members.map((member) => member.run(images))
    const mixed = teacher.run(images, tf.tensor2d([[0, 1], [1, 0]]))
    for (const pick of [(of: typeof mixed) => of.logits, (of: typeof mixed) => of.encoder[4]!, (of: typeof mixed) => of.decoder[2]!]) {
      expect(tf.max(tf.abs(tf.sub(tf.slice(pick(mixed), 0, 1), tf.slice(pick(second!), 0, 1)))).dataSync()[0]).toBeLessThan(1e-6)
      expect(tf.max(tf.abs(tf.sub(tf.slice(pick(mixed), 1, 1), tf.slice(pick(first!), 1, 1)))).dataSync()[0]).toBeLessThan(1e-6)
    }
    for (const outputs of [first!, second!, mixed]) disposeOutputs(outputs)
    teacher.dispose()
    const [unlike] = [buildNet('slim-unet-8', { seed: 1 }).freeze()]
    expect(() => new OutOfFold([members[0]!, unlike!])).toThrow(/must be the same net/)
  })

  it('distils from out-of-fold teachers with images that nobody annotated, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors
    const out = path.join(scratch, 'out-of-fold')
    const { validationNames } = await distillStudent(student('out-of-fold', { outOfFold: true, unlabelled: others, losses: { deep: 0.5 } }))
    const run = (await readRunConfig(out))!
    expect(validationNames).toEqual((await readRunConfig(teachers[0]!))!.data.validationNames)
    expect([run.outOfFold, run.unlabelled !== null, run.losses['deep']]).toEqual([true, true, 0.5])
    expect(Object.keys((await readMetrics(out)).at(-1)!.terms)).toEqual(expect.arrayContaining(['segmentation', 'fsd', 'asd']))
    expect(tf.memory().numTensors).toBe(before)
    await expect(distillStudent(student('out-of-fold', { outOfFold: true, losses: { deep: 0.5 } }))).rejects.toThrow(/other images without annotation/)
  })

  it('says in one sentence what cannot be', async () => {
    await expect(distillStudent(student('a', { teacher: teachers[0]!, outOfFold: true }))).rejects.toThrow('Out-of-fold teaching needs at least two teachers.')
    await expect(distillStudent(student('b', { teacher: [teachers[0]!, path.join(scratch, 'out-of-fold')], outOfFold: true }))).rejects.toThrow(/was trained on the image|not trained on this data/)
    await expect(distillStudent(student('c', { preset: 'none', unlabelled: others }))).rejects.toThrow(/Images without annotation teach nothing with these losses/)
    await expect(distillStudent(student('d', { unlabelled: path.join(scratch, 'nowhere') }))).rejects.toThrow(/nowhere cannot be read/)
    await expect(distillStudent(student('e', { losses: { magic: 1 } }))).rejects.toThrow(/There is no loss named "magic"/)
  })
})
