import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Figures } from '../../electron/ipc/contract/index'
import { ServiceError } from '../../electron/ipc/service-error'
import { gateReasons } from '../../electron/services/publish-gate'
import { ModelsService } from '../../electron/services/models-service'
import { findAuditBreak } from '../../electron/storage/audit-log'
import { openLibraryFolder, type LibraryFolder } from '../../electron/storage/library-folder'
import { verifyModelFolder } from '../../electron/storage/model-folders'
import { contextOf } from '../helpers/call-context'
import { figuresOf, temporaryFolder, writeModelFolder } from './storage-fixtures'

const context = contextOf()

let temporary: ReturnType<typeof temporaryFolder>
let library: LibraryFolder
let models: ModelsService
let evaluated: { modelFolder: string; names: string[] }[]
let evaluation: Figures | Error

beforeEach(async () => {
  temporary = temporaryFolder()
  evaluated = []
  evaluation = figuresOf(0.8)
  await open()
})
afterEach(() => {
  library.close()
  temporary.remove()
})

async function open(): Promise<void> {
  library = await openLibraryFolder(join(temporary.folder, 'library'))
  models = new ModelsService({
    ...library,
    userName: 'tester',
    evaluate: async ({ modelFolder, names }) => {
      evaluated.push({ modelFolder, names })
      if (evaluation instanceof Error) throw evaluation
      return evaluation
    },
  })
}

const source = (name: string) => writeModelFolder(join(temporary.folder, name), { name })
const shipped = (name: string) => models.registerShipped(source(name))
async function trained(name: string, dice: number, compared?: { modelId: string; dice: number }): Promise<string> {
  const registration = { origin: 'run', name, runId: 1, validation: figuresOf(dice), validationData: '/data', validationNames: ['a', 'b'] } as const
  return (await models.register(source(name), { ...registration, compared: compared && { modelId: compared.modelId, figures: figuresOf(compared.dice) } })).id
}
const publish = (modelId: string, override?: string) => models.implementation.publish({ modelId, override }, context)
const rollback = () => models.implementation.rollback({}, context)
const list = async () => models.implementation.list({}, context)

describe('the gate', () => {
  it.each([
    ['better', 0.85, 0.8, 0],
    ['as much worse as is allowed', 0.795, 0.8, 0],
    ['worse than allowed', 0.794, 0.8, 1],
    ['not a number', Number.NaN, 0.8, 1],
  ])('judges a Dice that is %s', (_what, candidate, current, reasons) => {
    expect(gateReasons({ candidate: figuresOf(candidate), current: figuresOf(current), hasCurrent: true })).toHaveLength(reasons)
  })

  it('asks for figures of both, unless nothing is published', () => {
    expect(gateReasons({ candidate: null, current: figuresOf(0.8), hasCurrent: true })[0]).toContain('no validation figures')
    expect(gateReasons({ candidate: figuresOf(0.8), current: null, hasCurrent: true })[0]).toContain('cannot be compared')
    expect(gateReasons({ candidate: null, current: null, hasCurrent: false })).toEqual([])
  })
})

describe('the shipped model', () => {
  it('is copied, verified and published in a new library, and once only', async () => {
    await shipped('first')
    await shipped('first')
    expect(await list()).toMatchObject([{ name: 'first', origin: 'shipped', published: true, validation: null }])
    const { folder, id } = models.published()
    expect(folder).toBe(join(library.folder, 'models', id))
    expect(await verifyModelFolder(folder)).toMatchObject({ id })
  })

  it('of a newer program takes the place of the older one, but not of a student that somebody published', async () => {
    await shipped('first')
    await shipped('second')
    expect(models.published().name).toBe('second')
    const own = await trained('own', 0.9, { modelId: models.published().id, dice: 0.8 })
    await publish(own)
    await shipped('third')
    expect(models.published().name).toBe('own')
    expect((await list()).map(({ name }) => name)).toEqual(['first', 'second', 'own', 'third'])
  })

  it('is refused when its weights are damaged, and a damaged copy in the library is put aside for a whole one', async () => {
    const folder = source('first')
    await models.registerShipped(folder)
    const copy = join(models.published().folder, 'weights.bin')
    writeFileSync(copy, 'damaged')
    await models.registerShipped(folder)
    expect(readFileSync(copy)).toEqual(readFileSync(join(folder, 'weights.bin')))
    expect(readdirSync(library.modelsFolder).filter((name) => name.includes('damaged'))).toHaveLength(1)
    writeFileSync(join(folder, 'weights.bin'), 'other')
    await expect(models.registerShipped(folder)).rejects.toMatchObject({ code: 'unreadable-file', message: expect.stringContaining('weights.bin is damaged') })
    mkdirSync(join(temporary.folder, 'empty'))
    await expect(models.registerShipped(join(temporary.folder, 'empty'))).rejects.toThrow(/model\.json cannot be read: it does not exist/)
  })
})

describe('publishing and rolling back', () => {
  it('goes through the gate, keeps the old student when it refuses, and records an override with its reason', async () => {
    await shipped('first')
    const first = models.published().id
    const worse = await trained('worse', 0.7, { modelId: first, dice: 0.8 })
    await expect(publish(worse)).rejects.toMatchObject({ code: 'conflict', details: { reasons: ['Its Dice is 0.700 on the same 2 validation images, that of the current student 0.800: worse by 0.100, where 0.005 is allowed.'] } })
    expect(models.published().id).toBe(first)
    expect(await publish(worse, 'other camera')).toEqual({ published: worse, previous: first })
    expect(library.database.get('SELECT who, act, old_hash, new_hash, reason FROM audit ORDER BY sequence DESC LIMIT 1')).toEqual({
      who: 'tester', act: 'model: publish', old_hash: first, new_hash: worse, reason: 'override: other camera',
    })
    await expect(publish(worse)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('compares anew, on the same frames, when another student has been published since', async () => {
    await shipped('first')
    const first = models.published().id
    const better = await trained('better', 0.85, { modelId: first, dice: 0.8 })
    const good = await trained('good', 0.82, { modelId: first, dice: 0.8 })
    await publish(better)
    expect(evaluated).toEqual([])
    evaluation = new ServiceError('invalid-input', '/data/images cannot be read.')
    await expect(publish(good)).rejects.toMatchObject({ code: 'conflict', details: { reasons: ['It could not be compared with the current student: /data/images cannot be read.'] } })
    evaluation = new ServiceError('engine-unavailable', 'There is no engine.')
    await expect(publish(good)).rejects.toMatchObject({ code: 'engine-unavailable' })
    evaluated = []
    evaluation = figuresOf(0.86)
    await expect(publish(good)).rejects.toThrow('that of the current student 0.860')
    expect(evaluated).toEqual([{ modelFolder: join(library.modelsFolder, better), names: ['a', 'b'] }])
    evaluation = figuresOf(0.81)
    // The comparison is kept: it is not made a second time.
    await expect(publish(good)).rejects.toThrow('0.860')
    expect(evaluated).toHaveLength(1)
  })

  it('returns step by step to what was published before, across reopening, with the very same files', async () => {
    await shipped('first')
    const first = models.published().id
    const hash = () => createHash('sha256').update(readFileSync(join(models.published().folder, 'weights.bin'))).digest('hex')
    const before = hash()
    const second = await trained('second', 0.85, { modelId: first, dice: 0.8 })
    const third = await trained('third', 0.9, { modelId: second, dice: 0.85 })
    await publish(second)
    await publish(third)
    library.close()
    await open()
    expect(models.published().id).toBe(third)
    expect(await rollback()).toEqual({ published: second, previous: first })
    expect(await rollback()).toEqual({ published: first, previous: null })
    expect(hash()).toBe(before)
    await expect(Promise.resolve().then(rollback)).rejects.toMatchObject({ code: 'conflict' })
    await publish(third, 'again')
    expect(await rollback()).toEqual({ published: first, previous: null })
    expect(await findAuditBreak(library.database)).toBeNull()
  })

  it('refuses teachers, unknown models and a copy that was damaged meanwhile', async () => {
    await shipped('first')
    const teacher = await models.register(writeModelFolder(join(temporary.folder, 'teacher'), { name: 'teacher', role: 'teacher' }), { origin: 'run', runId: 1 })
    await expect(publish(teacher.id)).rejects.toThrow('teacher is a teacher')
    await expect(publish('0123456789abcdef')).rejects.toMatchObject({ code: 'not-found' })
    const good = await trained('good', 0.9, { modelId: models.published().id, dice: 0.8 })
    writeFileSync(join(library.modelsFolder, good, 'weights.bin'), 'x')
    await expect(publish(good)).rejects.toMatchObject({ code: 'unreadable-file' })
    expect(models.published().name).toBe('first')
  })

  it('has nothing to offer before anything was published', () => {
    expect(() => models.published()).toThrow(/No student is published/)
  })
})

it('gives models that predict alike one id and all others different ones', async () => {
  const base = writeModelFolder(join(temporary.folder, 'base'), { name: 'base' })
  const renamed = join(temporary.folder, 'renamed')
  cpSync(base, renamed, { recursive: true })
  const file = JSON.parse(readFileSync(join(base, 'model.json'), 'utf8')) as Record<string, unknown>
  const write = (changes: object) => writeFileSync(join(renamed, 'model.json'), JSON.stringify({ ...file, ...changes }))
  const { id } = await verifyModelFolder(base)
  write({ name: 'another name', card: {} })
  expect((await verifyModelFolder(renamed)).id).toBe(id)
  write({ threshold: 0.51 })
  expect((await verifyModelFolder(renamed)).id).not.toBe(id)
  expect(id).toMatch(/^[0-9a-f]{16}$/)
})
