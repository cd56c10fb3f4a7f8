import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildSync } from 'esbuild'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { appPaths } from '../../electron/app-paths'
import { openLibraryFolder } from '../../electron/storage/library-folder'
import { MaskReview } from '../../electron/storage/mask-review'
import { MaskStore } from '../../electron/storage/mask-store'
import { loadSample, readDataFolder } from '../../ml/data/data-folder'
import { bundleForNode } from '../support/bundle-for-node'
import { temporaryFolder } from './storage-fixtures'
import { studiesIn } from '../helpers/library-studies'

const temporary = temporaryFolder()
const library = join(temporary.folder, 'library')
const pictures = join(temporary.folder, 'pictures')
let program: string

beforeAll(async () => {
  program = await bundleForNode('electron/cli/main.ts')
  const worker = appPaths().readerWorkerFile
  if (!existsSync(worker)) buildSync({ entryPoints: ['electron/dicom/reader-worker.ts'], outfile: worker, bundle: true, platform: 'node', target: 'node20', format: 'cjs', packages: 'external' })
  for (const [patient, shift] of [['a', 0], ['b', 40]] as const) {
    mkdirSync(join(pictures, patient), { recursive: true })
    writeFileSync(join(pictures, patient, 'grey.png'), await sharp(greyPixels(shift), { raw: { width: 40, height: 30, channels: 1 } }).png().toBuffer())
  }
  writeFileSync(join(pictures, 'notes.txt'), 'no picture')
})
afterAll(() => {
  rmSync(dirname(program), { recursive: true })
  temporary.remove()
})

function greyPixels(shift: number): Uint8Array {
  return new Uint8Array(30 * 40).map((_, index) => (index * 5 + shift) % 256)
}

function lightvessel(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args, '--library', library], { encoding: 'utf8', timeout: 60_000 })
  const last = stdout.trim().split('\n').at(-1)!
  return { status, stderr, json: last.startsWith('{') ? (JSON.parse(last) as Record<string, unknown>) : null }
}

it('import prints one JSON object, says what was rejected and is honest in its exit code', () => {
  const notes = join(pictures, 'notes.txt')
  const rejected = [{ file: notes, code: 'not-an-image', message: expect.stringContaining('notes.txt cannot be read') }]
  expect(lightvessel('import', pictures, '--json')).toMatchObject({ status: 0, json: { imported: 2, alreadyThere: 0, rejected } })
  expect(lightvessel('import', pictures, notes, '--json')).toMatchObject({ status: 1, json: { imported: 0, alreadyThere: 2, rejected } })
  const missing = lightvessel('import', join(pictures, 'missing.dcm'))
  expect(missing).toMatchObject({ status: 1, json: null, stderr: expect.stringContaining('missing.dcm cannot be opened: it does not exist') })
})

it('says in one sentence that the workstation has the library open', async () => {
  const held = await openLibraryFolder(library)
  try {
    for (const args of [['import', pictures], ['export', '--out', join(temporary.folder, 'never')]]) {
      const { status, stderr } = lightvessel(...args)
      expect(status).toBe(1)
      expect(stderr.trim()).toMatch(new RegExp(`^The library ${library} is in use by another LightVessel program \\(process ${process.pid} on .*\\): close it first, or choose another library folder\\.$`))
    }
    expect(existsSync(join(temporary.folder, 'never'))).toBe(false)
  } finally {
    held.close()
  }
})

it('export writes approved masks as a data folder for training, or as run lengths, and never over anything', async () => {
  const out = join(temporary.folder, 'out')
  expect(lightvessel('export', '--out', out)).toMatchObject({ status: 1, stderr: 'There are no approved masks to export; all masks can be chosen as well.\n' })
  const held = await openLibraryFolder(library)
  const instances = studiesIn(held.database).map(({ series }) => series[0]!.instances[0]!)
  const labels = new Uint8Array(30 * 40).fill(1, 100, 300)
  for (const [index, { id }] of instances.entries()) {
    const key = { instanceId: id, frame: 0 }
    new MaskStore(held.database).replace(key, { name: 'brush', author: { kind: 'human', name: '=cmd, "quoted"' }, status: 'corrected' }, labels)
    if (index === 0) new MaskReview(held.database).approve(key, 'tester')
  }
  held.close()

  expect(lightvessel('export', '--out', out, '--json')).toMatchObject({ status: 0, json: { exported: 1, folder: out, format: 'png' } })
  const { samples } = await readDataFolder(out)
  expect(samples).toHaveLength(1)
  const { image, mask } = await loadSample(samples[0]!)
  expect([...mask]).toEqual([...labels])
  const shift = instances[0]!.id === 1 ? 0 : 40
  expect(Array.from(image.pixels, (value) => Math.round(value * 255))).toEqual([...greyPixels(shift)])
  expect(readFileSync(join(out, 'manifest.csv'), 'utf8').split('\n')[1]).toContain(`,approved,human,"'=cmd, ""quoted""",`)
  expect(lightvessel('export', '--out', out)).toMatchObject({ status: 1, stderr: `The folder ${out} is not empty: choose a new one.\n` })

  const every = join(temporary.folder, 'every')
  expect(lightvessel('export', '--out', every, '--all', '--format', 'json', '--json')).toMatchObject({ status: 0, json: { exported: 2 } })
  const { masks } = JSON.parse(readFileSync(join(every, 'masks.json'), 'utf8')) as { masks: { runs: [number, number][]; status: string }[] }
  expect(masks.map(({ status }) => status).sort()).toEqual(['approved', 'corrected'])
  expect(masks[0]!.runs).toEqual([[0, 100], [1, 200], [0, 900]])
  expect(lightvessel('export', '--out', join(temporary.folder, 'none'), '--series', '99')).toMatchObject({ status: 1, stderr: expect.stringContaining('no series 99') })
})
