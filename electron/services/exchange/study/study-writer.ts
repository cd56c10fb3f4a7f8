import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { methodCodes, type DeidentifyOptions } from '../../../dicom/deidentify/deidentify-options'
import type { DeidentifiedFile } from '../../../dicom/deidentify/deidentify-file'
import { Pseudonyms } from '../../../dicom/deidentify/pseudonyms'
import type { ImageHeader } from '../../../dicom/image-header'
import { UnreadableFileError } from '../../../dicom/unreadable-file-error'
import type { Database } from '../../../storage/database'
import { copyAndHash, hashFile, makeFolder, writeFileDurably } from '../../../storage/durable-file'
import { readFrameArchive, type FrameArchive } from '../../../storage/frame-archive'
import { LabelStore } from '../../../storage/label-store'
import type { StoredInstance } from '../../../storage/library-store'
import type { ObjectStore } from '../../../storage/object-store'
import { fileNameOf, type ExportHooks, type WrittenMasks } from '../exchange-library'
import { plainLabelName } from '../plain-names'
import { deidentifyArchive } from './deidentify-archive'
import { auditFileName, profileName, studyManifestName, type Placement, type StudyImage, type StudyManifest } from './study-manifest'

export interface StudyWriterOptions {
  readonly database: Database
  readonly objects: ObjectStore
  readonly readers: { deidentify(file: string, out: string, options: DeidentifyOptions, read?: { signal?: AbortSignal }): Promise<DeidentifiedFile> }
  readonly userName: string
  readonly softwareVersion: string
  /** Null: images as they are stored. */
  readonly deidentify: DeidentifyOptions | null
}

/**
 * Writes a study folder: `images/` as they are stored (or de-identified), `masks/` with every row that the library holds about their frames,
 * `audit.jsonl` with what was done to them, and a manifest with the hash of every file. It can be imported without loss into any library.
 */
export async function writeStudyFolder(out: string, instances: readonly StoredInstance[], options: StudyWriterOptions, { signal, onProgress }: ExportHooks = {}): Promise<WrittenMasks> {
  const { database, userName, softwareVersion, deidentify } = options
  await makeFolder(join(out, 'images'))
  await makeFolder(join(out, 'masks'))
  const images: StudyImage[] = []
  const skipped: string[] = []
  for (const [index, instance] of instances.entries()) {
    signal?.throwIfAborted()
    onProgress?.(index, instances.length)
    const { header, sourceName } = instance
    if (deidentify && header.kind !== 'dicom') {
      skipped.push(`${sourceName} is a picture, whose file may name people in ways that no table knows; it was left out with its masks.`)
      continue
    }
    const written = await writeImage(out, instance, options, signal).catch((error: unknown) => {
      if (!(error instanceof UnreadableFileError)) throw error
      skipped.push(error.message.replaceAll(instance.objectHash, sourceName))
      return null
    })
    if (!written) continue
    for (const warning of written.warnings) skipped.push(`${sourceName}: ${warning}`)
    const archive = readFrameArchive(database, instance.id)
    images.push({ ...written.image, masks: await writeMasks(out, instance.id, deidentify ? deidentifyArchive(archive, deidentify) : archive) })
  }
  const audit = deidentify ? null : await writeAuditLines(out, database, instances)
  const labels = new LabelStore(database).labels().map(({ id, name, colour, vessel }) => ({ id, name: deidentify ? plainLabelName(name, `label ${id}`) : name, colour, vessel }))
  const manifest: StudyManifest = {
    format: 'lightvessel-study', formatVersion: 1, createdAt: new Date().toISOString(), createdBy: deidentify ? new Pseudonyms(deidentify.secret).person(userName) : userName, program: `LightVessel Workstation ${softwareVersion}`,
    deidentified: deidentify && { profile: profileName, codes: methodCodes(deidentify) }, labels, images, audit,
  }
  await writeFileDurably(join(out, studyManifestName), `${JSON.stringify(manifest, null, 2)}\n`)
  onProgress?.(instances.length, instances.length)
  return { written: images.length, skipped }
}

async function writeImage(out: string, { id, objectHash, sourceName, header }: StoredInstance, { objects, readers, deidentify }: StudyWriterOptions, signal?: AbortSignal): Promise<{ image: Omit<StudyImage, 'masks'>; warnings: readonly string[] }> {
  const file = `images/${fileNameOf(id)}${header.kind === 'dicom' ? '.dcm' : extensionOf(sourceName)}`
  const { rows, columns } = header
  if (!deidentify) {
    const { hash } = await copyAndHash(objects.fileOf(objectHash), join(out, file), signal)
    return { image: { file, sha256: hash, sourceName, sopInstanceUid: header.sopInstanceUid, rows, columns, placement: header.kind === 'dicom' ? null : placementOf(header) }, warnings: [] }
  }
  const { sopInstanceUid, warnings } = await readers.deidentify(objects.fileOf(objectHash), join(out, file), deidentify, { signal })
  const { hash } = await hashFile(join(out, file), { signal })
  return { image: { file, sha256: hash, sourceName: `${fileNameOf(id)}.dcm`, sopInstanceUid, rows, columns, placement: null }, warnings }
}

async function writeMasks(out: string, instanceId: number, archive: FrameArchive): Promise<StudyImage['masks']> {
  if (Object.values(archive).every((rows) => rows.length === 0)) return null
  return writeHashed(out, `masks/${fileNameOf(instanceId)}.json`, `${JSON.stringify(archive)}\n`)
}

async function writeHashed<File extends string>(out: string, file: File, text: string): Promise<{ file: File; sha256: string }> {
  await writeFileDurably(join(out, file), text)
  return { file, sha256: createHash('sha256').update(text).digest('hex') }
}

/** What the audit log says about these images, for people to read: the log of another library cannot take it in. */
async function writeAuditLines(out: string, database: Database, instances: readonly StoredInstance[]): Promise<StudyManifest['audit']> {
  const lines = instances.flatMap(({ id }) => database.all("SELECT * FROM audit WHERE subject = ? OR subject LIKE ? ORDER BY sequence", `image ${id}`, `image ${id} %`))
  return writeHashed(out, auditFileName, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}

function placementOf({ patientName, patientId, studyInstanceUid, studyDate, studyDescription, seriesInstanceUid, seriesNumber, seriesDescription, modality, instanceNumber }: ImageHeader): Placement {
  return { patientName, patientId, studyInstanceUid, studyDate, studyDescription, seriesInstanceUid, seriesNumber, seriesDescription, modality, instanceNumber }
}

function extensionOf(name: string): string {
  return /\.[a-z0-9]{1,5}$/i.exec(name)?.[0].toLowerCase() ?? ''
}
