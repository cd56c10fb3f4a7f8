import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { ImageHeader } from '../../../dicom/image-header'
import type { ImportReport } from '../../../ipc/contract/index'
import { writeAudit } from '../../../storage/audit-log'
import { hashFile } from '../../../storage/durable-file'
import { FrameRestorer, type FrameRestorerOptions, type Note } from './frame-restorer'
import { archivedFrames, studyManifest, type StudyImage, type StudyManifest } from './study-manifest'

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

export interface StudyMasksOptions extends FrameRestorerOptions {
  /** The library's image for a file of the folder; null when it was not imported. */
  imageAt(file: string): number | null
}

/** Restores the masks of a study folder with their histories, versions and approvals, frame by frame. A frame that has a mask here keeps it. */
export async function importStudyMasks({ folder, manifest, images }: OpenedStudy, options: StudyMasksOptions, signal?: AbortSignal): Promise<void> {
  const { database, report, who, imageAt, deidentify } = options
  const before = report.imported
  const restorer = new FrameRestorer(manifest.labels, options)
  try {
    for (const [file, image] of images) {
      const instanceId = imageAt(file)
      if (instanceId === null || image.masks === null) continue
      const parsed = archivedFrames.safeParse(await readFile(join(folder, image.masks.file), 'utf8').then(JSON.parse).catch(() => null))
      const { masks } = image
      const note: Note = (list, code, cause) => list.push({ file: join(folder, masks.file), code, message: `${masks.file}: ${cause}` })
      if (!parsed.success) note(report.rejected, 'conflict', 'it holds no masks that this program knows.')
      else await restorer.restore(parsed.data, { instanceId, pixels: image.rows * image.columns }, note, signal)
    }
  } finally {
    restorer.orderQueue()
  }
  const restored = report.imported - before
  if (restored > 0) writeAudit(database, { who, act: 'masks: import', subject: `${restored} masks`, reason: deidentify ? 'de-identified' : `from the study folder of ${manifest.createdBy}, ${manifest.createdAt}` })
}
