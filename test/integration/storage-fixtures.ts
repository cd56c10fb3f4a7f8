import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { buildSync } from 'esbuild'
import type { ImageHeader } from '../../electron/dicom/image-header'
import type { Figures } from '../../electron/ipc/contract/index'
import type { Database } from '../../electron/storage/database'
import type { ModelFile } from '../../ml/model/model-file'

/** A folder of its own for one test, with the function that removes it. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'lightvessel-storage-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export function headerOf(changes: Partial<ImageHeader> = {}): ImageHeader {
  return {
    kind: 'dicom', patientName: 'Phantom', patientId: 'P1', studyInstanceUid: '1.2.3', studyDate: null, studyDescription: '', seriesInstanceUid: '1.2.3.4',
    seriesNumber: 1, seriesDescription: '', modality: 'XA', sopInstanceUid: '1.2.3.4.5', sopClassUid: '', instanceNumber: 1, rows: 24, columns: 32, frames: 4,
    bitsAllocated: 8, bitsStored: 8, samplesPerPixel: 1, signed: false, inverted: false, pixelIntensity: null, rescaleSlope: 1, rescaleIntercept: 0, windowCenter: null, windowWidth: null,
    frameTimeMs: null, frameTimesMs: null, primaryAngle: null, secondaryAngle: null, imagerPixelSpacing: null, calibratedPixelSpacing: null, transferSyntaxUid: null, warnings: [], ...changes,
  }
}

/** An instance row without a file, for what concerns masks only. Returns its id. */
export function addInstanceRow(database: Database, header: ImageHeader = headerOf()): number {
  return database.transaction(() => {
    const now = new Date().toISOString()
    database.run('INSERT OR IGNORE INTO study (study_instance_uid, patient_name, patient_id, description, imported_at) VALUES (?, ?, ?, ?, ?)', header.studyInstanceUid, header.patientName, header.patientId, '', now)
    const study = database.get<{ id: number }>('SELECT id FROM study WHERE study_instance_uid = ?', header.studyInstanceUid)!
    database.run('INSERT OR IGNORE INTO series (study_id, series_instance_uid, modality, description) VALUES (?, ?, ?, ?)', study.id, header.seriesInstanceUid, header.modality, '')
    const series = database.get<{ id: number }>('SELECT id FROM series WHERE study_id = ? AND series_instance_uid = ?', study.id, header.seriesInstanceUid)!
    return database.run(
      'INSERT INTO instance (series_id, sop_instance_uid, object_hash, object_bytes, image_rows, image_columns, frames, header, source_name, imported_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      series.id, header.sopInstanceUid, `hash of ${header.sopInstanceUid}`, 1, header.rows, header.columns, header.frames, JSON.stringify(header), 'phantom.dcm', now,
    ).lastId
  })
}

/** Starts a TypeScript file of the tests as a process of its own. */
export function startProgram(file: string, outputFolder: string, args: string[]): ChildProcess {
  const bundle = join(outputFolder, 'program.cjs')
  buildSync({ entryPoints: [resolve(file)], outfile: bundle, bundle: true, platform: 'node', target: 'node20', format: 'cjs', packages: 'external', logLevel: 'error' })
  return spawn(process.execPath, [bundle, ...args], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_PATH: resolve('node_modules') } })
}

export function figuresOf(dice: number, images = 2): Figures {
  return { dice, dicePooled: dice, iou: dice / 2, sensitivity: dice, specificity: 0.99, auc: 0.95, clDice: dice, images }
}

/** A model folder in the program's format, with weights of its own for each name. Nothing predicts with it. */
export function writeModelFolder(folder: string, { name, role = 'student', net = 'slim' }: { name: string; role?: 'student' | 'teacher'; net?: string }): string {
  const weights = createHash('sha512').update(name).digest()
  const model: ModelFile = {
    format: 'lightvessel-model', formatVersion: 1, name, role, net, widths: [4, 8], parameters: 16, preprocessing: { normalisation: 'exposed-field', side: 64 }, threshold: 0.5,
    smallestComponent: 0, seedThreshold: 0, weightsManifest: [{ paths: ['weights.bin'], weights: [{ name: 'w', shape: [16], dtype: 'float32' }] }],
    weightsSha256: createHash('sha256').update(weights).digest('hex'), createdAt: '2026-01-01T00:00:00.000Z', finished: true, validation: null, card: { about: 'a test' },
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'weights.bin'), weights)
  writeFileSync(join(folder, 'model.json'), JSON.stringify(model))
  return folder
}
