import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Experiment, type ExperimentError, readExperiment } from '../../ml/experiment/experiment-file'
import { KnownResults } from '../../ml/experiment/job-result'
import { type ExperimentResult, runExperiment } from '../../ml/experiment/run-experiment'
import { writeReport } from '../../ml/experiment/write-report'
import { modelId } from '../../ml/model/model-file'
import { readModelFile } from '../../ml/model/model-folder'
import { trainNet } from '../../ml/training/train-net'
import { startNative } from './ml-engine'

const folder = mkdtempSync(path.join(tmpdir(), 'lightvessel-experiment-'))
const side = 64

/** A dark bar on a bright ground: enough to learn something from in a few steps. */
async function writeImages(count: number): Promise<void> {
  await mkdir(path.join(folder, 'data/images'), { recursive: true })
  await mkdir(path.join(folder, 'data/masks'), { recursive: true })
  for (let index = 0; index < count; index++) {
    const mask = Buffer.alloc(side * side)
    for (let row = 0; row < side; row++) for (let column = 10 + 4 * index; column < 15 + 4 * index; column++) mask[row * side + column] = 255
    const image = Buffer.from(mask.map((value, at) => (value ? 70 : 180) + ((at * 7919) % 23)))
    const png = (data: Buffer, name: string) => sharp(data, { raw: { width: side, height: side, channels: 1 } }).png().toFile(path.join(folder, 'data', name, `bar${index}.png`))
    await Promise.all([png(image, 'images'), png(mask, 'masks')])
  }
}

const training = { epochs: 1, crop: 32, batch: 2, validationFraction: 0.4 }
const content = {
  name: 'bars',
  datasets: [{ name: 'bars', folder: 'data', folds: [{ name: 'half', train: { parts: [0], of: 2 }, test: { parts: [1], of: 2 } }] }],
  teacher: { ...training, net: 'slim-unet-4' },
  student: { ...training, net: 'slim-unet-4' },
  methods: [{ name: 'none', preset: 'none' }, { name: 'fsd', preset: 'fsd', scales: [1, 10] }],
  seeds: [1, 2],
}

function experimentFile(change: object = {}): string {
  const file = path.join(folder, 'experiment.json')
  writeFileSync(file, JSON.stringify({ ...content, ...change }))
  return file
}

/** Why a changed file is refused. */
function refusal(change: object): Promise<string> {
  return readExperiment(experimentFile(change)).then(
    () => 'accepted',
    (error: unknown) => (error as ExperimentError).message,
  )
}

/** Other messages are remarks. */
const isJob = (text: string): boolean => text.startsWith('[')

describe('an experiment', () => {
  beforeAll(async () => {
    await startNative()
    await writeImages(8)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('runs its matrix, goes on where it was interrupted, and reports', async () => {
    const experiment = await readExperiment(experimentFile())
    const out = path.join(folder, 'out')
    const controller = new AbortController()
    const [started, remarks]: [string[], string[]] = [[], []]
    const onMessage = (text: string): void => {
      if (isJob(text)) started.push(text)
      else remarks.push(text)
      // The last job of the tuning is under way.
      if (text.includes('fsd × 10')) controller.abort()
    }
    await expect(runExperiment(experiment, out, { signal: controller.signal, onMessage })).rejects.toThrow(/Stopped at step|aborted/)
    expect(started).toHaveLength(3)
    expect(remarks.filter((text) => !/^\w+.*: nothing was learned, the Dice coefficient of the validation is 0\.$/.test(text))).toEqual([])
    const weights = path.join(out, 'runs/bars/half/teacher/weights.bin')
    const before = statSync(weights).mtimeMs

    const restarted: string[] = []
    const result = await runExperiment(experiment, out, { onMessage: (text) => isJob(text) && restarted.push(text) })
    expect(statSync(weights).mtimeMs).toBe(before)
    expect(restarted).toHaveLength(5)
    expect(result.students.map(({ method, seed }) => `${method.name} ${seed}`)).toEqual(['none 1', 'fsd 1', 'none 2', 'fsd 2'])
    const tuned = Math.max(...result.tuning.map((job) => job.result.validationDice))
    expect(result.tuning.find(({ scale }) => scale === result.students[1]!.scale)!.result.validationDice).toBe(tuned)

    const summaries = await writeReport(experiment, result, out)
    expect(summaries.map(({ method, images }) => [method, images])).toEqual([['teacher', 4], ['none', 4], ['fsd', 4]])
    expect(readFileSync(path.join(out, 'table.md'), 'utf8')).toContain('none: ')
    expect(readFileSync(path.join(out, 'report.html'), 'utf8')).toContain('<polyline')
    expect(existsSync(path.join(out, 'overlays/bars-bar1-fsd.png'))).toBe(true)
  })

  it('does without a teacher, starts from a model, and does not run again what is known from elsewhere', async () => {
    const change = { teacher: null, methods: [{ name: 'none', preset: 'none' }, { name: 'tuned', preset: 'none', start: 'out/runs/bars/half/none/scale-1/seed-1', losses: { deep: 0.5 } }], seeds: [3] }
    const experiment = await readExperiment(experimentFile(change))
    const list = path.join(folder, 'known.jsonl')
    const messages: string[] = []
    const run = async (of: Experiment, out: string): Promise<ExperimentResult> => {
      messages.length = 0
      return runExperiment(of, path.join(folder, out), { known: await KnownResults.open(list), onMessage: (text) => messages.push(text) })
    }
    const result = await run(experiment, 'first')
    expect(result.students.map(({ method }) => method.name)).toEqual(['none', 'tuned'])
    expect(result.teachers).toEqual([])

    const again = await run(experiment, 'second')
    expect(messages).toEqual([])
    expect(again.students.map(({ result: { images } }) => images[0]!.dice.toFixed(4))).toEqual(result.students.map(({ result: { images } }) => images[0]!.dice.toFixed(4)))
    expect((await writeReport(experiment, again, path.join(folder, 'second'))).map(({ method }) => method)).toEqual(['none', 'tuned'])

    // What is finished in the folder, but not in the list, gets into it.
    const lines = readFileSync(list, 'utf8')
    writeFileSync(list, '')
    await run(experiment, 'first')
    expect(messages).toEqual([])
    expect(readFileSync(list, 'utf8')).toBe(lines)

    // A result counts for the job that it was reached by: the other method is not run again.
    const changed = await readExperiment(experimentFile({ ...change, methods: [change.methods[0], { ...change.methods[1], losses: { deep: 0.4 } }] }))
    await expect(run(changed, 'first')).rejects.toThrow(/holds a run that was started with other losses/)
    await run(changed, 'third')
    expect(messages.filter(isJob)).toEqual(['[2/2] tuned × 1, bars half, seed 3'])
    writeFileSync(list, 'nothing\n')
    await expect(KnownResults.open(list)).rejects.toThrow(/Line 1 of .* is not a result/)
  })

  it('finishes a teacher that was interrupted when its result is known from elsewhere', async () => {
    const experiment = await readExperiment(experimentFile({ methods: [{ name: 'kd', preset: 'kd' }], seeds: [4], baselines: [] }))
    const list = path.join(folder, 'known-teacher.jsonl')
    await runExperiment(experiment, path.join(folder, 'whole'), { known: await KnownResults.open(list) })
    const [teacher] = readFileSync(list, 'utf8').split('\n')
    writeFileSync(list, `${teacher}\n`)
    const cut = path.join(folder, 'cut')
    const controller = new AbortController()
    await expect(runExperiment(experiment, cut, { signal: controller.signal, onProgress: ({ shareOfJob }) => shareOfJob > 0 && controller.abort() })).rejects.toThrow(/Stopped at step/)
    expect(existsSync(path.join(cut, 'runs/bars/half/teacher/run.json'))).toBe(true)
    const messages: string[] = []
    await runExperiment(experiment, cut, { known: await KnownResults.open(list), onMessage: (text) => messages.push(text) })
    expect(messages).toContain('The teacher of bars half is not here and is trained first.')
    expect(readFileSync(list, 'utf8').split('\n')).toHaveLength(3)

    // Nor does a teacher that lies here teach unless it is this experiment's.
    const other = path.join(folder, 'other')
    await trainNet({ ...training, net: 'slim-unet-4', seed: 9, data: path.join(cut, 'data/bars/half/train'), out: path.join(other, 'runs/bars/half/teacher') })
    writeFileSync(list, `${teacher}\n`)
    await expect(runExperiment(experiment, other, { known: await KnownResults.open(list) })).rejects.toThrow(/holds a run that was started with another setting "seed"/)
  })

  it('lets a teacher start from a model, which is part of what its result follows from', async () => {
    const start = 'out/runs/bars/half/teacher'
    const change = { methods: [{ name: 'none', preset: 'none' }], seeds: [5], baselines: [] }
    const known = await KnownResults.open(path.join(folder, 'known-start.jsonl'))
    const runs = [change, { ...change, teacher: { ...content.teacher, start } }]
    for (const [index, one] of runs.entries()) await runExperiment(await readExperiment(experimentFile(one)), path.join(folder, `start-${index}`), { known })
    const runOf = (index: number): { start: string | null } => JSON.parse(readFileSync(path.join(folder, `start-${index}`, 'runs/bars/half/teacher/run.json'), 'utf8')) as { start: string | null }
    expect(runOf(0).start).toBeNull()
    expect(runOf(1).start).toBe(modelId(await readModelFile(path.join(folder, start))))
  })

  it('refuses files that do not do, in one sentence', async () => {
    expect(await refusal({ methods: [{ name: 'new', preset: 'newest' }] })).toContain('there is no preset "newest"')
    expect(await refusal({ methods: [content.methods[0], content.methods[0]] })).toContain('names the method "none" twice')
    expect(await refusal({ tuningSeed: 2 })).toContain('the tuning seed 2 is one of the seeds')
    expect(await refusal({ seeds: [] })).toContain('seeds')
    expect(await refusal({ teacher: null })).toContain('the method "fsd" needs a teacher')
    expect(await refusal({ student: { ...training, net: 'resnet' } })).toContain('resnet')
    const none = { name: 'none', preset: 'none' }
    expect(await refusal({ methods: [{ ...none, losses: { beauty: 1 } }] })).toMatch(/the method "none" has losses that do not do: .*beauty/)
    expect(await refusal({ methods: [{ ...none, losses: { ce: 0, dice: 0 } }] })).toContain('Without any loss there is nothing to learn.')
    expect(await refusal({ methods: [{ ...none, start: 'nowhere' }] })).toMatch(/nowhere is not a model/)
    expect(await refusal({ student: { ...training, net: 'slim-unet-6' }, methods: [{ ...none, start: 'out/runs/bars/half/none/scale-1/seed-1' }] })).toContain('the method "none" starts from a slim-unet-4, and the student is a slim-unet-6')
    expect(await refusal({ teacher: { ...content.teacher, start: 'nowhere' } })).toMatch(/nowhere is not a model/)
    expect(await refusal({ teacher: { ...content.teacher, net: 'slim-unet-6', start: 'out/runs/bars/half/teacher' } })).toContain('the teacher starts from a slim-unet-4, and it is a slim-unet-6')
    expect(await refusal({ methods: [{ ...none, unlabelled: 'data/images' }] })).toContain('none of its losses looks at a teacher')
    expect(await refusal({ methods: [{ name: 'kd', preset: 'kd', unlabelled: 'nowhere' }] })).toContain('nowhere')
  })

  it('refuses a fold with a patient on both sides', async () => {
    const both = { name: 'both', train: { parts: [0, 1], of: 2 }, test: { parts: [1], of: 2 } }
    const experiment = await readExperiment(experimentFile({ datasets: [{ ...content.datasets[0], folds: [both] }] }))
    await expect(runExperiment(experiment, path.join(folder, 'both'))).rejects.toThrow('on both sides')
  })
})
