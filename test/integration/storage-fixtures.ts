import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { buildSync } from 'esbuild'
import type { ImageHeader } from '../../electron/dicom/image-header'
import type { Database } from '../../electron/storage/database'

/** A folder of its own for one test, with the function that removes it. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'lightvessel-storage-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export function headerOf(changes: Partial<ImageHeader> = {}): ImageHeader {
  return {
    kind: 'dicom', patientName: 'Phantom', patientId: 'P1', studyInstanceUid: '1.2.3', studyDate: null, studyDescription: '', seriesInstanceUid: '1.2.3.4',
    seriesNumber: 1, seriesDescription: '', modality: 'XA', sopInstanceUid: '1.2.3.4.5', sopClassUid: '', instanceNumber: 1, rows: 24, columns: 32, frames: 4,
    bitsAllocated: 8, bitsStored: 8, samplesPerPixel: 1, signed: false, inverted: false, rescaleSlope: 1, rescaleIntercept: 0, windowCenter: null, windowWidth: null,
    frameTimeMs: null, primaryAngle: null, secondaryAngle: null, imagerPixelSpacing: null, transferSyntaxUid: null, warnings: [], ...changes,
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
