import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildSync } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { appPaths } from '../../electron/app-paths'
import { writePhantomDicom } from '../../electron/dicom/write-phantom-dicom'
import { decodeRuns } from '../../electron/ipc/run-length'
import { openLibraryFolder } from '../../electron/storage/library-folder'
import { MaskStore } from '../../electron/storage/mask-store'
import { createPhantomRun } from '../../ml/phantom/phantom-run'
import { bundleForNode } from '../support/bundle-for-node'
import { temporaryFolder } from './storage-fixtures'

const temporary = temporaryFolder()
const path = (...names: string[]) => join(temporary.folder, ...names)
const size = 64
const labels = new Uint8Array(size * size).fill(1, 700, 900)
let program: string

beforeAll(async () => {
  program = await bundleForNode('electron/cli/main.ts')
  buildReader(appPaths().readerWorkerFile)
  mkdirSync(path('images'))
  writeFileSync(path('images', 'run.dcm'), await writePhantomDicom(createPhantomRun({ seed: 8, size, frames: 6, side: 'left' }), { study: 'commands', seriesNumber: 1 }))
})
afterAll(() => {
  rmSync(dirname(program), { recursive: true })
  temporary.remove()
})

/** The command starts the reader program that lies with it; one of an older build would not know segmentations. */
function buildReader(worker: string): void {
  const fresh = `${worker}.${process.pid}`
  buildSync({ entryPoints: ['electron/dicom/reader-worker.ts'], outfile: fresh, bundle: true, platform: 'node', target: 'node20', format: 'cjs', packages: 'external', logLevel: 'error' })
  renameSync(fresh, worker)
}

function lightvessel(library: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args, '--library', path(library), '--json'], { encoding: 'utf8', timeout: 60_000 })
  const last = stdout.trim().split('\n').at(-1)!
  return { status, stderr, json: last.startsWith('{') ? (JSON.parse(last) as Record<string, unknown>) : null }
}

it('export --format seg and import carry masks from one library to another', async () => {
  expect(lightvessel('here', 'import', path('images'))).toMatchObject({ status: 0, json: { imported: 1, masks: { imported: 0, alreadyThere: 0 } } })
  const here = await openLibraryFolder(path('here'))
  new MaskStore(here.database).replace({ instanceId: 1, frame: 4 }, { name: 'brush', author: { kind: 'human', name: 'annotator' }, status: 'corrected' }, labels)
  here.close()
  expect(lightvessel('here', 'export', '--out', path('seg'), '--format', 'seg', '--all')).toMatchObject({ status: 0, json: { exported: 1, format: 'seg', skipped: [] } })
  const [name] = readdirSync(path('seg'))

  const alone = lightvessel('there', 'import', path('seg'))
  expect(alone).toMatchObject({ status: 1, json: { imported: 0, masks: { imported: 0 }, rejected: [{ file: path('seg', name!), code: 'not-found', message: expect.stringContaining('import that image first') }] } })
  // The segmentation is named first and comes last all the same.
  expect(lightvessel('there', 'import', path('seg'), path('images'))).toMatchObject({ status: 0, json: { imported: 1, rejected: [], masks: { imported: 1, alreadyThere: 0 } } })
  const there = await openLibraryFolder(path('there'))
  const mask = new MaskStore(there.database).get({ instanceId: 1, frame: 4 })
  there.close()
  expect(decodeRuns(mask.labels, size * size)).toEqual(labels)
  expect(mask).toMatchObject({ status: 'corrected', lastAuthor: { kind: 'import', name: 'annotator' }, history: { undoName: 'import (manual)' } })
})

it.each([
  ['coco', ['annotations.json', 'images']],
  ['nifti', ['i000001.json', 'i000001.nii.gz']],
  ['csv', ['frames.csv']],
])('export --format %s', (format, files) => {
  expect(lightvessel('here', 'export', '--out', path(format), '--format', format, '--all')).toMatchObject({ status: 0, json: { exported: 1, format } })
  expect(readdirSync(path(format)).sort()).toEqual(files)
})

it('export --format study and import carry everything, as it is or de-identified', () => {
  expect(lightvessel('here', 'export', '--out', path('study'), '--format', 'study')).toMatchObject({ status: 0, json: { exported: 1, format: 'study' } })
  expect(lightvessel('everything', 'import', path('study'))).toMatchObject({ status: 0, json: { imported: 1, masks: { imported: 1 }, rejected: [] } })
  expect(lightvessel('here', 'export', '--out', path('clean'), '--format', 'study', '--deidentify', '--keep', 'dates,descriptions')).toMatchObject({ status: 0, json: { exported: 1 } })
  const clean = readFileSync(path('clean', 'images', 'i000001.dcm'))
  expect([clean.includes('PHANTOM'), clean.includes('113107'), clean.includes('LCA ')]).toEqual([false, true, true])
  // The same replacements in a segmentation: it still belongs to its image.
  expect(lightvessel('here', 'export', '--out', path('clean-seg'), '--format', 'seg', '--all', '--deidentify').status).toBe(0)
  expect(lightvessel('hidden', 'import', path('clean', 'images'), path('clean-seg'))).toMatchObject({ status: 0, json: { imported: 1, masks: { imported: 1 }, rejected: [] } })
  expect(lightvessel('own', 'import', path('images'), '--deidentify')).toMatchObject({ status: 0, json: { imported: 1, warnings: [{ code: 'burned-in' }] } })
  expect(lightvessel('here', 'export', '--out', path('none'), '--keep', 'names').status).toBe(2)
})
