import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DistillationConfig, Run } from '../../electron/ipc/contract/index'
import type { RawFrame } from '../../electron/ipc/contract/engine'
import { encodeRuns } from '../../electron/ipc/run-length'
import { ServiceError } from '../../electron/ipc/service-error'
import { DistillationService } from '../../electron/services/distillation-service'
import { MasksService } from '../../electron/services/masks-service'
import { ModelsService } from '../../electron/services/models-service'
import { openLibraryFolder, type LibraryFolder } from '../../electron/storage/library-folder'
import { loadSample, readDataFolder } from '../../ml/data/data-folder'
import { contextOf } from '../helpers/call-context'
import { EngineDouble } from './distillation-engine-double'
import { addInstanceRow, figuresOf, headerOf, temporaryFolder, writeModelFolder } from './storage-fixtures'

const context = contextOf()
const { rows, columns } = headerOf()

let temporary: ReturnType<typeof temporaryFolder>
let library: LibraryFolder
let engine: EngineDouble
let masks: MasksService
let models: ModelsService
let service: DistillationService
let states: string[]
let lines: string[]

beforeEach(async () => {
  temporary = temporaryFolder()
  engine = new EngineDouble()
  states = []
  lines = []
  await open()
})
afterEach(async () => {
  engine.onStep = () => undefined
  await service.close()
  library.close()
  temporary.remove()
})

/** Each frame of each image is a gradient of its own. */
const readFrame = async (instanceId: number, frame: number): Promise<RawFrame> => ({
  rows, columns, bitsAllocated: 8, signed: false, samplesPerPixel: 1, inverted: false,
  pixels: new Uint8Array(rows * columns).map((_, index) => (index * 3 + instanceId * 17 + frame * 5) % 256),
})

async function open(): Promise<void> {
  library = await openLibraryFolder(join(temporary.folder, 'library'))
  masks = new MasksService({ database: library.database })
  models = new ModelsService({ ...library, userName: 'tester', evaluate: async () => figuresOf(0.9) })
  service = new DistillationService({ ...library, models, engine, readFrame, log: (line) => lines.push(line) })
  service.events.subscribe((name, payload) => {
    if (name !== 'changed') return
    const { runId, state } = payload as { runId: number; state: string }
    if (states.at(-1) !== `${runId} ${state}`) states.push(`${runId} ${state}`)
  })
}

function approve(patientId: string, label = 1): number {
  const uid = `1.2.${library.database.get<{ n: number }>('SELECT count(*) AS n FROM instance')!.n}`
  const instanceId = addInstanceRow(library.database, headerOf({ patientId, studyInstanceUid: uid, sopInstanceUid: uid }))
  const labels = new Uint8Array(rows * columns)
  labels.fill(label, 40, 200)
  const key = { instanceId, frame: 1 }
  masks.store.replace(key, { name: 'import', author: { kind: 'human', name: 'tester' }, status: 'corrected' }, labels)
  masks.review.approve(key, 'tester')
  return instanceId
}

const config = (changes: Partial<DistillationConfig> = {}): DistillationConfig => ({
  name: 'first', dataset: { kind: 'queue' }, teacher: { kind: 'train', net: 'heavy', epochs: 1 }, student: { net: 'slim', startFromPublished: false },
  preset: 'lightvessel', scale: 1, epochs: 2, crop: 32, batch: 2, seed: 1, ...changes,
})
const start = async (changes?: Partial<DistillationConfig>) => (await service.implementation.start(config(changes), context)).runId
const run = async (runId: number): Promise<Run> => (await service.implementation.list({}, context)).find(({ id }) => id === runId)!
const reaches = (runId: number, state: string) => vi.waitFor(async () => expect((await run(runId)).state).toBe(state), { timeout: 5000, interval: 5 })
const steps = async (runId: number) => (await service.implementation.metrics({ runId }, context)).map(({ phase, step }) => `${phase} ${step}`)

const grey = (value: (pixel: number) => number) => sharp(new Uint8Array(64 * 64).map((_, pixel) => value(pixel)), { raw: { width: 64, height: 64, channels: 1 } }).png().toBuffer()

describe('a run on the retraining queue', () => {
  it('exports exactly what was approved, trains, and registers teacher and student with figures beside the current one', async () => {
    await models.registerShipped(writeModelFolder(join(temporary.folder, 'shipped'), { name: 'shipped' }))
    const shipped = models.published()
    const first = approve('P1')
    approve('P2')
    const runId = await start({ student: { net: 'slim', startFromPublished: true }, scale: 10 })
    const late = approve('P3')
    await reaches(runId, 'finished')
    expect(states).toEqual(['1 queued', '1 running', '1 finished'])
    expect(await run(runId)).toMatchObject({ samples: { training: 1, validation: 1 }, last: { phase: 'student', step: 5, runId }, message: 'Finished: the student is in Models.' })
    expect(engine.calls).toEqual([
      {
        runFolder: join(library.runsFolder, '1'), data: join(library.runsFolder, '1', 'data'), teacher: { kind: 'train', net: 'heavy', epochs: 1 }, studentNet: 'slim',
        initialModelFolder: shipped.folder, settings: { preset: 'lightvessel', scale: 10, epochs: 2, crop: 32, batch: 2, seed: 1 },
      },
    ])
    const { samples } = await readDataFolder(engine.calls[0]!.data)
    expect(samples.map(({ name }) => name)).not.toContain(`i${String(late).padStart(6, '0')}-f0002`)
    expect(new Set(samples.map(({ patient }) => patient)).size).toBe(2)
    const sample = await loadSample(samples[0]!)
    const raw = await readFrame(first, 1)
    expect(Array.from(sample.image.pixels, (value) => Math.round(value * 255))).toEqual([...raw.pixels])
    expect([...sample.mask]).toEqual([...new Uint8Array(rows * columns).fill(1, 40, 200)])
    const manifest = readFileSync(join(engine.calls[0]!.data, 'manifest.csv'), 'utf8')
    expect(manifest).not.toMatch(/P1|P2|Phantom/)
    expect(manifest.split('\n')[1]).toMatch(/^i000001-f0002,patient-[0-9a-f]{12},1,1,1\.2\.0,2,approved,human,tester,[0-9a-f]{64},1,tester,/)
    expect(Object.keys(JSON.parse(readFileSync(join(library.runsFolder, '1', 'hashes.json'), 'utf8')))).toHaveLength(2)

    const registered = await models.implementation.list({}, context)
    expect(registered).toMatchObject([
      { name: 'shipped', published: true },
      { name: 'first (teacher)', role: 'teacher', runId, validation: { dice: 0.9 } },
      { name: 'first', role: 'student', runId, validation: { dice: 0.9, images: 1 }, currentOnSameFrames: { dice: 0.9 }, published: false },
    ])
    expect((await run(runId)).modelId).toBe(registered[2]!.id)
    expect(engine.evaluated.map(({ modelFolder, names }) => [modelFolder, names])).toEqual([
      [join(library.runsFolder, '1', 'student'), ['i000001-f0002']],
      [shipped.folder, ['i000001-f0002']],
      [join(library.runsFolder, '1', 'teacher'), ['i000001-f0002']],
    ])
    const publishing = await models.implementation.publish({ modelId: registered[2]!.id }, context)
    expect(publishing).toEqual({ published: registered[2]!.id, previous: shipped.id })
  })

  it('goes on from its checkpoint when the engine dies, three times at most, and never shows a step twice', async () => {
    approve('P1')
    approve('P2')
    engine.onStep = (step, attempt) => {
      if (attempt <= 3 && step === attempt + 1) throw new ServiceError('engine-died', 'The training engine was killed.')
    }
    const runId = await start()
    await reaches(runId, 'finished')
    expect(engine.attempts).toBe(4)
    expect(await steps(runId)).toEqual(['teacher 0', 'teacher 1', 'student 2', 'student 3', 'student 4', 'student 5'])

    engine.onStep = () => {
      throw new ServiceError('engine-died', 'The training engine was killed.')
    }
    const second = await start({ name: 'second' })
    await reaches(second, 'failed')
    expect(engine.attempts).toBe(8)
    expect((await run(second)).message).toBe('The training engine was killed.')
  })

  it('can be paused at a checkpoint and continued from it, also by another program', async () => {
    approve('P1')
    approve('P2')
    engine.onStep = (step) => void (step === 3 && states.push('step 3'))
    engine.steps = 200
    const runId = await start()
    await vi.waitFor(() => expect(states).toContain('step 3'))
    await service.implementation.pause({ runId }, context)
    expect(await run(runId)).toMatchObject({ state: 'paused', message: 'Paused at its last checkpoint.' })
    const before = engine.checkpoints.get(engine.calls[0]!.runFolder)!
    await service.close()
    library.close()
    await open()
    service.begin()
    await new Promise((done) => setTimeout(done, 30))
    expect((await run(runId)).state).toBe('paused')
    engine.steps = before + 3
    await service.implementation.resume({ runId }, context)
    await reaches(runId, 'finished')
    expect((await steps(runId)).length).toBe(before + 3)
    expect(() => service.implementation.resume({ runId }, context)).toThrow('is finished, so it cannot be continued')
  })

  it('is continued by itself when the program was closed or killed in the middle', async () => {
    approve('P1')
    approve('P2')
    engine.steps = 200
    const runId = await start()
    await vi.waitFor(async () => expect((await steps(runId)).length).toBeGreaterThan(4))
    await service.close()
    expect((await run(runId)).state).toBe('running')
    library.close()
    engine.steps = 12
    await open()
    service.begin()
    expect((await run(runId)).message).toContain('Continuing from the last checkpoint')
    await reaches(runId, 'finished')
    expect(lines).toContain('run 1 was interrupted and is continued from its last checkpoint')
    expect((await steps(runId)).length).toBe(12)
  })

  it('waits for its turn, and can be taken out of the queue or cancelled while it runs', async () => {
    approve('P1')
    approve('P2')
    let release: (() => void) | undefined
    engine.onStep = () => new Promise<void>((done) => void (release = done))
    const [first, second, third] = [await start(), await start({ name: 'second' }), await start({ name: 'third' })]
    // In the middle of its first step.
    await vi.waitFor(() => expect(release).toBeDefined())
    expect((await Promise.all([first, second, third].map(run))).map(({ state }) => state)).toEqual(['running', 'queued', 'queued'])
    await service.implementation.cancel({ runId: second }, context)
    const cancelled = service.implementation.cancel({ runId: first }, context)
    engine.onStep = () => undefined
    release!()
    await cancelled
    await reaches(third, 'finished')
    expect([...new Set(states)].filter((state) => !state.includes('queued'))).toEqual(['1 running', '2 cancelled', '1 cancelled', '3 running', '3 finished'])
    expect(existsSync(join(library.runsFolder, '1'))).toBe(false)
    for (const runId of [first, third]) await expect(service.implementation.cancel({ runId }, context)).rejects.toMatchObject({ code: 'conflict' })
    expect((await run(third)).state).toBe('finished')
    expect(existsSync(join(library.runsFolder, '3', 'data', 'manifest.csv'))).toBe(true)
  })

  it('fails in plain words, and a later run goes on', async () => {
    approve('P1')
    approve('P2')
    engine.onStep = (step, attempt) => {
      if (attempt === 1 && step === 2) throw new ServiceError('invalid-input', 'The loss is not a number any more at step 2.')
    }
    const first = await start()
    const second = await start({ name: 'second' })
    await reaches(second, 'finished')
    expect(await run(first)).toMatchObject({ state: 'failed', message: 'The loss is not a number any more at step 2.' })
    await service.implementation.resume({ runId: first }, context)
    await reaches(first, 'finished')
  })

  it('fails when an approved image has been removed before its turn', async () => {
    approve('P1')
    approve('P2')
    engine.onStep = () => new Promise((done) => setTimeout(done, 10))
    await start()
    const second = await start({ name: 'second' })
    library.database.run('DELETE FROM series WHERE id = ?', 1)
    await reaches(second, 'failed')
    expect((await run(second)).message).toContain('1 of the 2 approved masks of this run are no longer in the library')
  })
})

describe('a run of before the factor on the weights', () => {
  it('is read as one with the weights of its preset', async () => {
    approve('P1')
    approve('P2')
    const runId = await start({ scale: 10 })
    await reaches(runId, 'finished')
    library.database.run("UPDATE run SET config = json_remove(config, '$.scale')")
    expect((await run(runId)).config).toEqual(config())
  })
})

describe('before anything is started', () => {
  it.each<[string, () => void, Partial<DistillationConfig>, string]>([
    ['an empty queue', () => undefined, {}, 'approve corrected frames first'],
    ['one patient only', () => void [approve('P1'), approve('P1')], {}, 'All 2 images belong to one patient'],
    ['empty masks only', () => void [approve('P1', 0), approve('P2', 0)], {}, 'Every mask is empty'],
    ['an unknown teacher', () => void [approve('P1'), approve('P2')], { teacher: { kind: 'model', modelId: 'x' } }, 'There is no model x'],
    ['a student net as teacher', () => void [approve('P1'), approve('P2')], { teacher: { kind: 'train', net: 'slim', epochs: 1 } }, 'no teacher net named slim'],
    ['nothing to start from', () => void [approve('P1'), approve('P2')], { student: { net: 'slim', startFromPublished: true } }, 'No student is published'],
    ['a folder that is none', () => undefined, { dataset: { kind: 'folder', path: '/nowhere/at/all' } }, '/nowhere/at/all/images cannot be read'],
  ])('%s is refused with its reason', async (_what, prepare, changes, message) => {
    prepare()
    await expect(start(changes)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining(message) })
    expect(await service.implementation.list({}, context)).toEqual([])
  })

  it('a mask that covers the whole image is refused', async () => {
    const instanceId = approve('P1')
    approve('P2')
    masks.review.reopen({ instanceId, frame: 1 }, 'tester')
    masks.store.replace({ instanceId, frame: 1 }, { name: 'fill', author: { kind: 'human', name: 'tester' }, status: 'corrected' }, new Uint8Array(rows * columns).fill(1))
    masks.review.approve({ instanceId, frame: 1 }, 'tester')
    await expect(start()).rejects.toThrow('The mask of frame 2 of image 1 covers the whole image')
  })

  it('a folder is inspected whole, and is used where it lies', async () => {
    const data = join(temporary.folder, 'data')
    for (const kind of ['images', 'masks']) mkdirSync(join(data, kind), { recursive: true })
    for (const name of ['a', 'b', 'c']) {
      writeFileSync(join(data, 'images', `${name}.png`), await grey((pixel) => pixel % 256))
      writeFileSync(join(data, 'masks', `${name}.png`), await grey((pixel) => (pixel % 9 === 0 ? 255 : 0)))
    }
    const dataset = { kind: 'folder', path: data } as const
    expect(await service.implementation.inspectDataset(dataset, context)).toEqual({ samples: 3, patients: 3, problems: [] })
    const runId = await start({ dataset })
    await reaches(runId, 'finished')
    expect(engine.calls[0]!.data).toBe(data)
    expect(Object.keys(JSON.parse(readFileSync(join(library.runsFolder, '1', 'hashes.json'), 'utf8')))).toEqual(['a', 'b', 'c'])
    expect(readdirSync(join(library.runsFolder, '1'))).not.toContain('data')

    writeFileSync(join(data, 'masks', 'b.png'), await sharp(new Uint8Array(32 * 32), { raw: { width: 32, height: 32, channels: 1 } }).png().toBuffer())
    writeFileSync(join(data, 'manifest.csv'), 'name,patient\na,x\nb,x\nc,x\n')
    const { problems } = await service.implementation.inspectDataset(dataset, context)
    expect(problems).toEqual([expect.stringContaining('has 32×32 pixels, but its image has 64×64'), expect.stringContaining('belong to one patient')])
  })
})

it('sends approved labels to training even when the frame is reopened and changed afterwards', async () => {
  const instanceId = approve('P1')
  approve('P2')
  engine.onStep = () => new Promise((done) => setTimeout(done, 5))
  await start()
  const second = await start({ name: 'second' })
  const key = { instanceId, frame: 1 }
  masks.review.reopen(key, 'tester')
  masks.store.applyPatch(key, masks.store.get(key).history.revision, { name: 'brush', author: { kind: 'human', name: 'tester' }, status: 'corrected' }, { x: 0, y: 0, width: 5, height: 5 }, encodeRuns(new Uint8Array(25).fill(1)))
  await reaches(second, 'finished')
  const { mask } = await loadSample((await readDataFolder(engine.calls[1]!.data)).samples[0]!)
  expect([...mask]).toEqual([...new Uint8Array(rows * columns).fill(1, 40, 200)])
})
