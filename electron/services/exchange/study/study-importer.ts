import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { DeidentifyOptions } from '../../../dicom/deidentify/deidentify-options'
import type { ImageHeader } from '../../../dicom/image-header'
import type { ImportReport } from '../../../ipc/contract/index'
import { ServiceError } from '../../../ipc/service-error'
import { writeAudit } from '../../../storage/audit-log'
import type { Database } from '../../../storage/database'
import { hashFile } from '../../../storage/durable-file'
import { archiveByFrame, restoreFrameArchive, unknownParts, type FrameArchive, type RestoreOptions } from '../../../storage/frame-archive'
import { yieldToOthers } from '../../yield-to-others'
import type { LabelBook } from '../label-book'
import type { MaskImportReport } from '../import/mask-importer'
import { deidentifyArchive } from './deidentify-archive'
import { archivedFrames, studyManifest, type StudyImage, type StudyManifest } from './study-manifest'
import { hasApproval, withoutApproval } from './without-approval'

/** A study folder whose manifest and hashes hold. */
export interface OpenedStudy {
  readonly folder: string
  readonly manifest: StudyManifest
  /** By the path of their file. */
  readonly images: ReadonlyMap<string, StudyImage>
  readonly rejected: ImportReport['rejected']
}

/** Reads a manifest and compares every file that it names with its hash; what does not hold is listed and left out. */
export async function openStudyFolder(manifestFile: string, signal?: AbortSignal): Promise<OpenedStudy | ImportReport['rejected'][number]> {
  const folder = dirname(manifestFile)
  const parsed = studyManifest.safeParse(await readFile(manifestFile, 'utf8').then(JSON.parse).catch(() => null))
  if (!parsed.success) return { file: manifestFile, code: 'corrupt', message: `${basename(manifestFile)}: it is no manifest of a study folder, or one of a newer program.` }
  const images = new Map<string, StudyImage>()
  const rejected: ImportReport['rejected'] = []
  for (const image of parsed.data.images) {
    const parts = [image, ...(image.masks ? [image.masks] : [])]
    const broken: ImportReport['rejected'] = []
    for (const part of parts) broken.push(...(await differenceOf(folder, part, signal)))
    if (broken.length > 0) rejected.push(...broken)
    else images.set(join(folder, image.file), image)
  }
  if (parsed.data.audit) rejected.push(...(await differenceOf(folder, parsed.data.audit, signal)))
  return { folder, manifest: parsed.data, images, rejected }
}

/** Why a file of the folder is not the one that was written into it; nothing when it is. */
async function differenceOf(folder: string, { file, sha256 }: { file: string; sha256: string }, signal?: AbortSignal): Promise<ImportReport['rejected']> {
  const path = join(folder, file)
  const found = await hashFile(path, { signal }).catch(() => null)
  signal?.throwIfAborted()
  if (found === null) return [{ file: path, code: 'missing', message: `${file}: it belongs to the study folder and is missing or cannot be opened.` }]
  return found.hash === sha256 ? [] : [{ file: path, code: 'corrupt', message: `${file}: it was changed after the study folder was written (its hash is another one), and was left out.` }]
}

/** The header of an image of a study folder: a picture is placed where it was in the library that it comes from. */
export function placedHeader(header: ImageHeader, { placement }: StudyImage): ImageHeader {
  return placement && header.kind === 'picture' ? { ...header, ...placement } : header
}

export interface StudyMasksOptions {
  readonly database: Database
  readonly labels: LabelBook
  readonly who: string
  readonly report: MaskImportReport
  /** Whether that person may approve masks; else none is approved by being imported. */
  readonly mayReview: boolean
  /** Null: names of people as they are. */
  readonly deidentify: DeidentifyOptions | null
  /** The library's image for a file of the folder; null when it was not imported. */
  imageAt(file: string): number | null
}

/** Restores the masks of a study folder with their histories, versions and approvals, frame by frame. A frame that has a mask here keeps it. */
export async function importStudyMasks({ folder, manifest, images }: OpenedStudy, options: StudyMasksOptions, signal?: AbortSignal): Promise<void> {
  const { database, report, who, imageAt, deidentify } = options
  const before = report.imported
  for (const [file, image] of images) {
    const instanceId = imageAt(file)
    if (instanceId === null || image.masks === null) continue
    const parsed = archivedFrames.safeParse(await readFile(join(folder, image.masks.file), 'utf8').then(JSON.parse).catch(() => null))
    const { masks } = image
    const note = (list: ImportReport['rejected'], code: string, cause: string): number => list.push({ file: join(folder, masks.file), code, message: `${masks.file}: ${cause}` })
    const unknown = parsed.success ? unknownParts(database, parsed.data) : []
    if (!parsed.success) note(report.rejected, 'conflict', 'it holds no masks that this program knows.')
    else if (unknown.length > 0) note(report.rejected, 'conflict', `it was written by a newer version of the program (${unknown.join(', ')}); update this one to import it.`)
    else await restoreFrames(deidentify ? deidentifyArchive(parsed.data, deidentify) : parsed.data, { instanceId, pixels: image.rows * image.columns, labelsThere: manifest.labels }, note, options, signal)
  }
  const restored = report.imported - before
  if (restored > 0) writeAudit(database, { who, act: 'masks: import', subject: `${restored} masks`, reason: deidentify ? 'de-identified' : `from the study folder of ${manifest.createdBy}, ${manifest.createdAt}` })
}

interface ArchiveTarget extends Pick<RestoreOptions, 'instanceId' | 'pixels'> {
  readonly labelsThere: StudyManifest['labels']
}

type Note = (list: ImportReport['rejected'], code: string, cause: string) => void

/** Each frame is one transaction, and others are let in between; `note` is told what was not restored as it is in the file. */
async function restoreFrames(archive: FrameArchive, { instanceId, pixels, labelsThere }: ArchiveTarget, note: Note, { database, labels, report, mayReview, who }: StudyMasksOptions, signal?: AbortSignal): Promise<void> {
  let different = 0
  let unapproved = 0
  for (const [frame, own] of archiveByFrame(archive)) {
    await yieldToOthers(signal)
    const present = database.get<{ hash: string }>('SELECT hash FROM mask WHERE instance_id = ? AND frame = ? AND author_kind IS NOT NULL', instanceId, frame)
    if (present) {
      if (present.hash === own['mask']![0]!['hash']) report.alreadyThere++
      else different++
      continue
    }
    const isApproved = hasApproval(own)
    try {
      database.transaction(() => {
        // An untouched row of a frame that was looked at only must not stand in the way.
        database.run('DELETE FROM mask WHERE instance_id = ? AND frame = ?', instanceId, frame)
        restoreFrameArchive(database, mayReview ? own : withoutApproval(own), { instanceId, pixels, labelFor: labelsFor(labelsThere, labels), frames: new Set([frame]) })
      })
    } catch (error) {
      // What the transaction had added is gone.
      labels.forget()
      if (error instanceof ServiceError && error.code === 'storage') throw error
      note(report.rejected, 'conflict', `the mask of frame ${frame + 1} cannot be restored: ${error instanceof Error ? error.message : String(error)}.`)
      continue
    }
    if (isApproved && !mayReview) unapproved++
    report.imported++
    report.changed.push({ instanceId, frame })
  }
  if (different > 0) note(report.rejected, 'conflict', `${different} of its frames have another mask in the library, which was left as it is.`)
  if (unapproved > 0) note(report.warnings, 'not-approved', `${unapproved} of its frames are approved where they come from; ${who} may not approve masks, so that here they wait for a reviewer.`)
}

/** The library's label for each of the folder's, looked up when it first occurs. */
function labelsFor(labels: StudyManifest['labels'], book: LabelBook): (label: number) => number {
  const values = new Map<number, number>([[0, 0]])
  return (label) => {
    const known = values.get(label)
    if (known !== undefined) return known
    const own = labels.find(({ id }) => id === label)
    const value = book.valueFor({ name: own?.name ?? `label ${label}`, code: null, colour: own ? rgbOf(own.colour) : null })
    values.set(label, value)
    return value
  }
}

function rgbOf(colour: string): [number, number, number] | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour)
  return match ? [Number.parseInt(match[1]!, 16), Number.parseInt(match[2]!, 16), Number.parseInt(match[3]!, 16)] : null
}
