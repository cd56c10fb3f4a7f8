import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { ReaderPool } from '../../electron/dicom/reader-pool'
import { forkEngine } from '../../electron/engine/fork-engine'
import { EngineSupervisor } from '../../electron/engine/supervisor'
import { contracts } from '../../electron/ipc/contract/index'
import { createClients, type Clients } from '../../electron/ipc/rpc-client'
import { RpcServer } from '../../electron/ipc/rpc-server'
import { decodeRuns, encodeRuns } from '../../electron/ipc/run-length'
import { createPortPair } from '../../electron/ipc/transports/in-memory-port'
import { openServices, type Services } from '../../electron/services/open-services'
import { bundleForNode } from '../support/bundle-for-node'
import { writeFreshModel } from '../support/fresh-model'
import { temporaryFolder } from './storage-fixtures'
import { studiesOf } from '../helpers/library-studies'

const side = 96
/** Patients by the name of their folder, and what makes their vessels differ. */
const seeds = { one: 1, three: 3, two: 2 }
const temporary = temporaryFolder()
const libraryFolder = join(temporary.folder, 'library')
const assetsFolder = join(temporary.folder, 'assets')
const lines: string[] = []
let engineFile: string
let workerFile: string
let engine: EngineSupervisor
let readers: ReaderPool
let services: Services
let server: RpcServer
let clients: Clients<typeof contracts>

beforeAll(async () => {
  engineFile = await bundleForNode('electron/engine/main.ts')
  workerFile = await bundleForNode('electron/dicom/reader-worker.ts')
  await writeFreshModel(join(assetsFolder, 'model'))
  for (const [patient, seed] of Object.entries(seeds)) await writeAngiogram(join(temporary.folder, 'pictures', patient), seed)
  await writeAngiogram(join(assetsFolder, 'demo'), 7)
  await start()
})
afterAll(async () => {
  await stop()
  for (const file of [engineFile, workerFile]) rmSync(dirname(file), { recursive: true })
  temporary.remove()
})

function log(line: string): void {
  lines.push(line)
}

async function start(): Promise<void> {
  engine = new EngineSupervisor({ spawn: forkEngine(engineFile, log), log })
  readers = new ReaderPool({ workerFile, size: 2 })
  services = await openServices({ libraryFolder, assetsFolder, readers, engine, userName: 'tester', softwareVersion: '1', log })
  server = new RpcServer({ log, admit: services.people.admit })
  services.register(server)
  engine.start()
  const [here, there] = createPortPair()
  server.connect(there)
  clients = createClients(here, contracts)
}

async function stop(): Promise<void> {
  server.close()
  await services.close()
  await Promise.all([engine.close(), readers.close()])
}

/** A dark curve on a bright ground: the vessel that the strokes of this test mark. */
async function writeAngiogram(folder: string, seed: number): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const pixels = new Uint8Array(side * side).map((_, index) => (isVessel(index, seed) ? 60 : 170 + ((index * 31) % 23)))
  writeFileSync(join(folder, 'frame.png'), await sharp(pixels, { raw: { width: side, height: side, channels: 1 } }).png().toBuffer())
}

function isVessel(index: number, seed: number): boolean {
  const [row, column] = [Math.floor(index / side), index % side]
  return Math.abs(column - side / 2 - 20 * Math.sin((row + 9 * seed) / 14)) < 3
}

it('goes the whole way: import, segment, correct, approve, distil, publish, roll back, and everything is there after a restart', async () => {
  const { library, exchange, masks, segmentation, distillation, models } = clients
  await vi.waitFor(async () => expect(await studiesOf(library)).toHaveLength(1), { timeout: 10_000 })
  expect(await exchange.importPaths({ paths: [join(temporary.folder, 'pictures')], deidentify: null })).toMatchObject({ imported: 3, rejected: [] })
  const studies = await studiesOf(library)
  expect(studies.map(({ description }) => description)).toEqual(['two', 'three', 'one', 'demo'])
  const images = studies.slice(0, 3).map(({ series }) => series[0]!.instances[0]!.id)
  expect((await services.resources.frame(images[0]!, 0)).length).toBe(side * side)
  expect((await services.resources.thumbnail(studies[0]!.series[0]!.id)).length).toBeGreaterThan(50)
  await expect(services.resources.frame(images[0]!, 1)).rejects.toMatchObject({ code: 'not-found' })

  const shipped = (await models.list({}))[0]!
  expect(shipped).toMatchObject({ origin: 'shipped', published: true })
  for (const [index, seed] of [seeds.two, seeds.three, seeds.one].entries()) {
    const instanceId = images[index]!
    expect(await segmentation.segmentRun({ instanceId })).toEqual({ segmented: 1, kept: 0 })
    const { history } = await masks.get({ instanceId, frame: 0 })
    const labels = encodeRuns(new Uint8Array(side * side).map((_, pixel) => (isVessel(pixel, seed) ? 1 : 0)))
    await masks.applyStroke({ instanceId, frame: 0, baseRevision: history.revision, name: 'brush', rect: { x: 0, y: 0, width: side, height: side }, labels })
    await masks.approve({ instanceId, frame: 0 })
  }
  expect(await distillation.inspectDataset({ kind: 'queue' })).toEqual({ samples: 3, patients: 3, problems: [] })

  const nets = await distillation.nets({})
  const smallest = (role: string) => nets.filter((net) => net.role === role).sort((one, other) => one.parameters - other.parameters)[0]!.name
  const { runId } = await distillation.start({
    name: 'small', dataset: { kind: 'queue' }, teacher: { kind: 'train', net: smallest('teacher'), epochs: 1 },
    student: { net: 'slim-unet-4', startFromPublished: true }, preset: 'lightvessel', scale: 1, epochs: 2, crop: 32, batch: 1, seed: 3,
  })
  const runNow = async () => (await distillation.list({})).find(({ id }) => id === runId)!
  await vi.waitFor(async () => expect(['finished', 'failed']).toContain((await runNow()).state), { timeout: 150_000, interval: 200 })
  expect(await runNow()).toMatchObject({ state: 'finished', message: 'Finished: the student is in Models.', samples: { training: 2, validation: 1 } })
  const points = await distillation.metrics({ runId })
  expect(new Set(points.map(({ phase }) => phase))).toEqual(new Set(['teacher', 'student']))

  const student = (await models.list({})).find(({ id, role }) => role === 'student' && id !== shipped.id)!
  expect(student).toMatchObject({ name: 'small', runId, validation: { images: 1 }, currentOnSameFrames: { images: 1 } })
  await models.publish({ modelId: student.id, override: 'a test' })
  const instanceId = studies[3]!.series[0]!.instances[0]!.id
  const segmented = await segmentation.segmentFrame({ instanceId, frame: 0 })
  expect(segmented.modelId).toBe(student.id)
  const before = await masks.get({ instanceId, frame: 0 })
  expect(decodeRuns(before.labels, side * side).reduce((sum, label) => sum + label, 0) / side ** 2).toBeCloseTo(segmented.vesselFraction, 6)

  await stop()
  await start()
  expect(await clients.masks.get({ instanceId, frame: 0 })).toEqual(before)
  expect((await clients.models.list({})).find(({ published }) => published)!.id).toBe(student.id)
  expect(await clients.models.rollback({})).toEqual({ published: shipped.id, previous: null })
  expect((await clients.masks.undo({ instanceId, frame: 0 })).status).toBe('unannotated')
  expect(await studiesOf(clients.library)).toHaveLength(4)
  await services.checked
  expect(services.warnings).toEqual([])
})

it('pauses a real training at a checkpoint, and continues it in the next program from there', async () => {
  const nets = await clients.distillation.nets({})
  const teacher = (await clients.models.list({})).find(({ role }) => role === 'teacher')!
  expect(nets.map(({ name }) => name)).toContain('slim-unet-4')
  const { runId } = await clients.distillation.start({
    name: 'long', dataset: { kind: 'queue' }, teacher: { kind: 'model', modelId: teacher.id },
    student: { net: 'slim-unet-4', startFromPublished: false }, preset: 'kd', scale: 1, epochs: 500, crop: 32, batch: 1, seed: 4,
  })
  const runNow = async () => (await clients.distillation.list({})).find(({ id }) => id === runId)!
  const reached = (step: number) => vi.waitFor(async () => expect((await runNow()).last?.step ?? (await runNow()).message).toBeGreaterThan(step), { timeout: 60_000, interval: 100 })
  await reached(5)
  await clients.distillation.pause({ runId })
  const paused = await runNow()
  expect(paused).toMatchObject({ state: 'paused', message: 'Paused at its last checkpoint.' })

  await stop()
  await start()
  expect(await runNow()).toEqual(paused)
  await clients.distillation.resume({ runId })
  await reached(paused.last!.step + 3)
  const steps = (await clients.distillation.metrics({ runId })).map(({ step }) => step)
  expect(steps).toEqual(steps.toSorted((one, other) => one - other))
  expect(new Set(steps).size).toBe(steps.length)

  // Closing the program in the middle leaves the run to the next one, which goes on by itself.
  await stop()
  await start()
  const before = (await runNow()).last!.step
  expect((await runNow()).state).toBe('running')
  await reached(before + 3)
  await clients.distillation.cancel({ runId })
  expect((await runNow()).state).toBe('cancelled')
})
