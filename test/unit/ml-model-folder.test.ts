import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { modelId } from '../../ml/model/model-file'
import { ModelError, readModel, readModelFile, saveModel, updateModelFile, type ModelDescription } from '../../ml/model/model-folder'
import { countNet, elements } from '../../ml/nets/count-layers'
import { listNets, netDefinition } from '../../ml/nets/registry'

const folder = mkdtempSync(path.join(tmpdir(), 'lightvessel-model-'))
const description: ModelDescription = {
  name: 'test',
  net: 'slim-unet-4',
  preprocessing: { normalisation: 'exposed-field', side: 512 },
  threshold: 0.4,
  smallestComponent: 0.0005,
  seedThreshold: 0.9,
  finished: true,
  validation: null,
  card: { data: 'phantoms' },
}
const weights = new Map(countNet(netDefinition('slim-unet-4')).specs.map(({ name, shape }, index) => [name, { shape, values: new Float32Array(elements(shape)).fill(index + 0.25) }]))
const json = (): Record<string, unknown> => JSON.parse(readFileSync(path.join(folder, 'model.json'), 'utf8')) as Record<string, unknown>

describe('model folder', () => {
  beforeEach(async () => {
    await saveModel(folder, description, weights)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('gives back what was saved', async () => {
    const { model, weights: read } = await readModel(folder)
    expect(model).toMatchObject({ ...description, role: 'student', parameters: 58_041, widths: [4, 8, 16, 24, 32] })
    expect([...read.keys()]).toEqual([...weights.keys()])
    expect(read.get('head.bias')).toEqual(weights.get('head.bias'))
  })

  it("keeps TensorFlow.js's weight format: a manifest, and float32 values one after the other", () => {
    const manifest = json()['weightsManifest'] as { paths: string[]; weights: { name: string; shape: number[]; dtype: string }[] }[]
    expect(manifest[0]!.paths).toEqual(['weights.bin'])
    expect(manifest[0]!.weights[0]).toEqual({ name: 'encoder0.first.kernel', shape: [3, 3, 1, 4], dtype: 'float32' })
    const bytes = readFileSync(path.join(folder, 'weights.bin'))
    expect(bytes.readFloatLE(0)).toBe(0.25)
    expect(bytes.readFloatLE(4 * 36)).toBe(1.25)
  })

  it('opens files from before there was a seed threshold, with their old identity', async () => {
    const { seedThreshold, ...before } = json()
    expect(seedThreshold).toBe(0.9)
    const seeded = modelId(await readModelFile(folder))
    writeFileSync(path.join(folder, 'model.json'), JSON.stringify(before))
    const model = await readModelFile(folder)
    expect(model.seedThreshold).toBe(0)
    const { weightsSha256, net, widths, preprocessing, threshold, smallestComponent } = model
    const old = [weightsSha256, net, widths, preprocessing.normalisation, preprocessing.side, threshold, smallestComponent]
    expect(modelId(model)).toBe(createHash('sha256').update(JSON.stringify(old)).digest('hex').slice(0, 16))
    expect(modelId(model)).not.toBe(seeded)
  })

  it('says which file is wrong and how', async () => {
    await expect(readModelFile(path.join(folder, 'nowhere'))).rejects.toThrow(/nowhere is not a model: it has no model\.json\./)
    const file = path.join(folder, 'model.json')
    const whole = json()
    writeFileSync(file, JSON.stringify({ ...whole, threshold: 7 }))
    await expect(readModelFile(folder)).rejects.toThrow(/is damaged or of another version: threshold/)
    writeFileSync(file, JSON.stringify({ ...whole, net: 'other-net' }))
    await expect(readModelFile(folder)).rejects.toThrow(/There is no net named "other-net"/)
    writeFileSync(file, JSON.stringify({ ...whole, widths: [1, 2, 3] }))
    await expect(readModelFile(folder)).rejects.toThrow(/with the widths 1\/2\/3; here it has 4\/8\/16\/24\/32/)
    writeFileSync(file, JSON.stringify({ modelTopology: {} }))
    await expect(readModelFile(folder)).rejects.toThrow(/is not a model of this program/)
    writeFileSync(file, '{"format":')
    await expect(readModelFile(folder)).rejects.toThrow(ModelError)
  })

  it('notices truncated and exchanged weights', async () => {
    const file = path.join(folder, 'weights.bin')
    const bytes = readFileSync(file)
    bytes[100]! ^= 1
    writeFileSync(file, bytes)
    await expect(readModel(folder)).rejects.toThrow(/weights\.bin is damaged: its content is not that of model\.json/)
    truncateSync(file, 1000)
    await expect(readModel(folder)).rejects.toThrow(/it should hold \d+ bytes and holds 1000/)
    rmSync(file)
    await expect(readModel(folder)).rejects.toThrow(/is not complete: it has no weights\.bin/)
  })

  it('keeps the pair that was there when the disk is full, and says so', async () => {
    const before = ['model.json', 'weights.bin'].map((name) => readFileSync(path.join(folder, name), 'utf8'))
    // Whatever is written there finds no space.
    const temporary = path.join(folder, `model.json.${process.pid}.tmp`)
    symlinkSync('/dev/full', temporary)
    const other = new Map([...weights].map(([name, { shape, values }]) => [name, { shape, values: values.map((value) => value + 1) }]))
    await expect(saveModel(folder, description, other)).rejects.toThrow(/weights\.bin cannot be written: the disk is full\./)
    expect(['model.json', 'weights.bin'].map((name) => readFileSync(path.join(folder, name), 'utf8'))).toEqual(before)
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
    await saveModel(folder, description, other)
    expect((await readModel(folder)).weights.get('head.bias')!.values[0]).toBe(weights.get('head.bias')!.values[0]! + 1)
  })

  it('has an identity that follows weights and configuration, not name or card', async () => {
    const before = modelId(await readModelFile(folder))
    expect(before).toMatch(/^[0-9a-f]{16}$/)
    await updateModelFile(folder, { name: 'renamed', card: { data: 'others' } })
    expect(modelId(await readModelFile(folder))).toBe(before)
    await updateModelFile(folder, { threshold: 0.6 })
    expect(modelId(await readModelFile(folder))).not.toBe(before)
  })
})

describe('net registry', () => {
  it('counts its nets; the shipped student stays below 0.35 M parameters', () => {
    const nets = Object.fromEntries(listNets().map(({ name, parameters }) => [name, parameters]))
    expect(nets['slim-unet']).toBe(298_905)
    expect(nets['unet-16']).toBe(1_963_809)
    for (const { role, parameters } of listNets()) if (role === 'student') expect(parameters).toBeLessThan(5_000_000)
  })
})
