import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forkEngine } from '../../electron/engine/fork-engine'
import { createVesselImplementation } from '../../electron/engine/vessel-implementation'
import { EngineSupervisor } from '../../electron/engine/supervisor'
import type { ModelsService } from '../../electron/services/models-service'
import type { EngineProcess, EngineProcessSpawner } from '../../electron/engine/engine-access'
import type { FrameKey, ReviewStatus } from '../../electron/ipc/contract/index'
import { decodeRuns, encodeRuns } from '../../electron/ipc/run-length'
import { ServiceError } from '../../electron/ipc/service-error'
import { PropagationService } from '../../electron/services/propagation-service'
import { VesselService } from '../../electron/services/vessel-service'
import { createPhantomRun } from '../../ml/phantom/phantom-run'
import { bundleForNode } from '../support/bundle-for-node'
import { writeFreshModel } from '../support/fresh-model'
import { contextOf } from '../helpers/call-context'
import { temporaryFolder } from './storage-fixtures'

const size = 192
const run = createPhantomRun({ seed: 102, size, frames: 12 })
const context = contextOf()
const key: FrameKey = { instanceId: 1, frame: 8 }
const temporary = temporaryFolder()
const processes: EngineProcess[] = []
let engineFile: string
let engine: EngineSupervisor
let published: ReturnType<ModelsService['published']> | null
let service: VesselService
let vessel: VesselService['implementation']

beforeAll(async () => {
  engineFile = await bundleForNode('electron/engine/main.ts')
  const folder = join(temporary.folder, 'model')
  await writeFreshModel(folder)
  published = { id: '1', name: 'student', net: 'slim-unet-4', folder, threshold: 0.5 }
  const fork = forkEngine(engineFile, () => undefined)
  const spawn: EngineProcessSpawner = (purpose, environment) => {
    const started = fork(purpose, environment)
    if (purpose === 'vessel') processes.push(started)
    return started
  }
  engine = new EngineSupervisor({ spawn, log: () => undefined })
  engine.start()
  service = new VesselService({
    engine,
    models: {
      published: () => {
        if (published === null) throw new ServiceError('not-found', 'No student is published.')
        return published
      },
    },
    readFrame: async (_instanceId, frame) => ({ rows: size, columns: size, pixels: run.frame(frame).pixels, bitsAllocated: 8, signed: false, samplesPerPixel: 1, inverted: false }),
  })
  vessel = service.implementation
})
afterAll(async () => {
  await engine.close()
  rmSync(dirname(engineFile), { recursive: true })
  temporary.remove()
})

const corner = ([x, y]: [number, number]): [number, number] => [x + 0.5, y + 0.5]

/** The middle of the first and last points of the longest branch that lie well inside the frame, where it is filled. */
function branchEnds(): { from: [number, number]; to: [number, number]; points: [number, number][] } {
  const { vessels, mask } = run.frame(key.frame)
  const inside = vessels.map(({ points }) => points.filter(([x, y]) => x > 6 && y > 6 && x < size - 7 && y < size - 7 && mask[Math.round(y) * size + Math.round(x)] === 1))
  const points = inside.sort((a, b) => b.length - a.length)[0]!.slice(10, 60)
  return { from: corner(points[0]!), to: corner(points.at(-1)!), points: points.map(corner) }
}

/** How often a call on maps is made that always fails like this, and how it fails in the end. */
async function failing(cause: Error): Promise<[calls: number, error: unknown]> {
  let calls = 0
  const error: unknown = await service.onMaps(key, () => (calls++, Promise.reject(cause))).catch((found: unknown) => found)
  return [calls, error]
}

describe('the smart tools on a frame', () => {
  it('prepares a frame once and traces a vessel between two clicks', async () => {
    const { evidence, modelName, withoutModel } = await vessel.maps(key, context)
    expect(evidence.length).toBe(size * size)
    expect({ modelName, withoutModel }).toEqual({ modelName: 'student', withoutModel: null })
    const { from, to, points } = branchEnds()
    const { line } = await vessel.trace({ ...key, from, to }, context)
    expect(line.length).toBeGreaterThan(20)
    const away = line.map(([x, y]) => Math.min(...points.map(([u, v]) => Math.hypot(u - x, v - y))))
    expect(away.filter((distance) => distance < 3).length / away.length).toBeGreaterThan(0.9)
    for (const [, , width] of line) expect(width).toBeGreaterThanOrEqual(1.5)
    expect(processes).toHaveLength(1)
  })

  it('adds around a vessel scribble and removes around a background one, within reach', async () => {
    const { mask } = run.frame(key.frame)
    const { from } = branchEnds()
    const reach = 20
    const kinds = [['vessel', new Uint8Array(size * size)], ['background', mask]] as const
    for (const [kind, labelled] of kinds) {
      const decided = await vessel.correct({ ...key, points: [from], kind, reach, labelled: encodeRuns(labelled) }, context)
      expect(decided, kind).not.toBeNull()
      const { rect, pixels } = decided!
      const inside = decodeRuns(pixels, rect.width * rect.height)
      expect(inside.some((value) => value === 1)).toBe(true)
      inside.forEach((value, i) => {
        if (value === 0) return
        const [x, y] = [rect.x + (i % rect.width), rect.y + Math.floor(i / rect.width)]
        expect(Math.hypot(x + 0.5 - from[0], y + 0.5 - from[1])).toBeLessThanOrEqual(reach + 3)
        expect(labelled[y * size + x] === 0).toBe(kind === 'vessel')
      })
    }
    // Where nothing is labelled there is nothing to take away.
    expect(await vessel.correct({ ...key, points: [from], kind: 'background', reach, labelled: encodeRuns(new Uint8Array(size * size)) }, context)).toBeNull()
  })

  it('fails for a mask of another size', async () => {
    await expect(vessel.correct({ ...key, points: [[5, 5]], kind: 'vessel', reach: 10, labelled: encodeRuns(new Uint8Array(7)) }, context)).rejects.toMatchObject({ code: 'invalid-input' })
  })

  it('prepares the frame again when the vessel engine has died', async () => {
    const { from, to } = branchEnds()
    const before = await vessel.trace({ ...key, from, to }, context)
    const died = new Promise((resolve) => processes.at(-1)!.onExit(resolve))
    processes.at(-1)!.kill()
    await died
    expect(await vessel.trace({ ...key, from, to }, context)).toEqual(before)
    expect(processes).toHaveLength(2)
  })

  it('passes the cause of a failure on, and tries again only what was forgotten', async () => {
    const gone = new ServiceError('not-found', 'There is no image 1 in the library (any more).')
    expect(await failing(gone)).toEqual([1, gone])
    const [calls, error] = await failing(new ServiceError('not-found', 'The maps of this frame are not known (any more).', { maps: '1/8' }))
    expect(calls).toBe(2)
    expect(error).toMatchObject({ code: 'engine-unavailable', message: expect.stringContaining('short of memory, or restarts again and again') })
  })

  it('works by the picture alone, and says so, when there is no student', async () => {
    const before = published
    published = null
    const maps = await vessel.maps({ ...key, frame: 7 }, context)
    expect(maps).toMatchObject({ modelName: null, withoutModel: 'No student is published.' })
    const { from, to } = branchEnds()
    expect((await vessel.trace({ ...key, frame: 7, from, to }, context)).line.length).toBeGreaterThan(10)
    // A student that is published later is asked.
    published = before
    expect(await vessel.maps({ ...key, frame: 7 }, context)).toMatchObject({ modelName: 'student', withoutModel: null })
  })
})

describe('propagation', () => {
  const emptyRuns = encodeRuns(new Uint8Array(size * size))

  /** A library whose frames have these statuses and are read by these people; the source has its true mask. */
  function propagation(statuses: Record<number, ReviewStatus>, readers: Record<number, string> = {}): PropagationService['implementation'] {
    const statusOf = (frame: number): ReviewStatus => statuses[frame] ?? (frame === key.frame ? 'corrected' : 'unannotated')
    return new PropagationService({
      engine,
      vessel: service,
      library: { instance: () => ({ header: { frames: 12 } }) as never },
      masks: {
        store: {
          get: ({ frame }: FrameKey) => ({ status: statusOf(frame), labels: frame === key.frame ? encodeRuns(run.frame(frame).mask) : emptyRuns }) as never,
          status: ({ frame }: FrameKey) => statusOf(frame),
          openReading: ({ frame }: FrameKey) => (readers[frame] === undefined ? null : { reader: readers[frame] }),
        } as never,
      },
      labels: () => [{ id: 1, name: 'Vessel', colour: '#ff7a45', vessel: true, locked: false, visible: true }],
      threshold: () => 0.5,
    }).implementation
  }

  it('proposes a mask with its confidence for each frame, outwards from the source, and leaves reviewed ones', async () => {
    const got: { frame: number; confidence: number; labels: Uint8Array | null; done: number; total: number }[] = []
    const input = { ...key, first: 6, last: 10, method: 'motion' as const, overReviewed: false }
    const counts = await propagation({ 7: 'corrected', 10: 'approved' }).propagate(input, { ...context, progress: (progress) => got.push(progress) as never })
    expect(counts).toEqual({ proposed: 2, kept: 2 })
    expect(got.map(({ frame, labels, done }) => [frame, labels === null, done])).toEqual([[9, false, 1], [10, true, 2], [7, true, 3], [6, false, 4]])
    for (const { frame, labels, confidence, total } of got) {
      expect(total).toBe(4)
      expect(confidence).toBeGreaterThan(0)
      if (labels === null) continue
      const found = decodeRuns(labels, size * size)
      const truth = run.frame(frame).mask
      const both = found.reduce((sum, label, at) => sum + (label !== 0 && truth[at] === 1 ? 1 : 0), 0)
      const sum = found.reduce((count, label) => count + (label !== 0 ? 1 : 0), 0) + truth.reduce((count, label) => count + label, 0)
      expect((2 * both) / sum, `frame ${frame}`).toBeGreaterThan(0.6)
    }
  })

  it('goes over corrected frames when it is told to, never over approved ones; stops when it is cancelled', async () => {
    const cancelled = new AbortController()
    const got: [number, boolean][] = []
    const progress = ({ frame, labels }: { frame: number; labels: Uint8Array | null }): never => {
      got.push([frame, labels === null])
      if (got.length === 2) cancelled.abort(new ServiceError('cancelled', 'cancelled'))
      return undefined as never
    }
    const input = { ...key, first: 8, last: 11, method: 'motion' as const, overReviewed: true }
    await expect(propagation({ 9: 'corrected', 10: 'approved' }).propagate(input, { ...context, progress, signal: cancelled.signal })).rejects.toMatchObject({ code: 'cancelled' })
    expect(got).toEqual([[9, false], [10, true]])
  })

  it('says that the engine was restarted when one asks an engine that never heard of it', () => {
    expect(() => createVesselImplementation().stepPropagation({ propagation: 'begun elsewhere', maps: '1/8 by 1' }, context)).toThrow('The vessel engine was restarted while the mask was taken from frame to frame')
  })

  it('leaves a frame that somebody else is reading', async () => {
    const input = { ...key, first: 8, last: 9, method: 'motion' as const, overReviewed: true }
    expect(await propagation({}, { 9: 'Ben' }).propagate(input, context)).toEqual({ proposed: 0, kept: 1 })
    expect(await propagation({}, { 9: context.person.name }).propagate(input, context)).toEqual({ proposed: 1, kept: 0 })
  })

  it('refuses a range without the source, and a source without a mask', async () => {
    const input = { ...key, first: 9, last: 11, method: 'fused' as const, overReviewed: false }
    await expect(propagation({}).propagate(input, context)).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(propagation({ 8: 'unannotated' }).propagate({ ...input, first: 7 }, context)).rejects.toMatchObject({ code: 'conflict' })
  })
})

it('where two masks differ comes back from the vessel engine whole', async () => {
  const [a, b] = [new Uint8Array(20).fill(1, 0, 4), new Uint8Array(20).fill(1, 2, 4).fill(3, 12, 15)]
  const found = await engine.vessel((client) => client.differences({ a: encodeRuns(a), b: encodeRuns(b), rows: 2, columns: 10 }))
  expect(found.regions.map(({ side, pixels }) => [side, pixels])).toEqual([['b', 3], ['a', 2]])
  expect(found.regionOf).toEqual(Int32Array.from([2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0]))
  await expect(engine.vessel((client) => client.differences({ a: encodeRuns(a), b: encodeRuns(b), rows: 3, columns: 10 }))).rejects.toMatchObject({ code: 'invalid-input' })
})
