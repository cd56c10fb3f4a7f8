import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { ImageHeader } from '../../../dicom/image-header'
import type { FrameKey, ImportReport } from '../../../ipc/contract/index'
import { ServiceError } from '../../../ipc/service-error'
import { writeAudit } from '../../../storage/audit-log'
import type { Database } from '../../../storage/database'
import { hashFile } from '../../../storage/durable-file'
import { framesOf, restoreFrameArchive, unknownParts, type FrameArchive } from '../../../storage/frame-archive'
import type { LabelBook } from '../label-book'
import type { MaskImportReport } from '../import/mask-importer'
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
    const causes = await Promise.all(parts.map(async ({ file, sha256 }) => {
      const found = await hashFile(join(folder, file), { signal }).catch(() => null)
      if (found === null) return { file: join(folder, file), code: 'missing', message: `${file}: it belongs to the study folder and is missing or cannot be opened.` }
      return found.hash === sha256 ? null : { file: join(folder, file), code: 'corrupt', message: `${file}: it was changed after the study folder was written (its hash is another one), and was left out.` }
    }))
    const broken = causes.filter((cause) => cause !== null)
    if (broken.length > 0) rejected.push(...broken)
    else images.set(join(folder, image.file), image)
  }
  return { folder, manifest: parsed.data, images, rejected }
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
  /** The library's image for a file of the folder; null when it was not imported. */
  imageAt(file: string): number | null
}

/** Restores the masks of a study folder with their histories, versions and approvals. A frame that has a mask here keeps it. */
export async function importStudyMasks({ folder, manifest, images }: OpenedStudy, options: StudyMasksOptions): Promise<void> {
  const { database, report, who, imageAt } = options
  const before = report.imported
  for (const [file, image] of images) {
    const instanceId = imageAt(file)
    if (instanceId === null || image.masks === null) continue
    const parsed = archivedFrames.safeParse(await readFile(join(folder, image.masks.file), 'utf8').then(JSON.parse).catch(() => null))
    const cause = parsed.success ? restore(parsed.data, image, instanceId, manifest, options) : 'it holds no masks that this program knows.'
    if (cause !== null) report.rejected.push({ file: join(folder, image.masks.file), code: 'conflict', message: `${image.masks.file}: ${cause}` })
  }
  const restored = report.imported - before
  if (restored > 0) writeAudit(database, { who, act: 'masks: import', subject: `${restored} masks`, reason: `from the study folder of ${manifest.createdBy}, ${manifest.createdAt}` })
}

/** Returns why masks were left out, or null. */
function restore(archive: FrameArchive, image: StudyImage, instanceId: number, manifest: StudyManifest, { database, labels, report }: StudyMasksOptions): string | null {
  const unknown = unknownParts(database, archive)
  if (unknown.length > 0) return `it was written by a newer version of the program (${unknown.join(', ')}); update this one to import it.`
  const present = new Map(database.all<{ frame: number; hash: string }>('SELECT frame, hash FROM mask WHERE instance_id = ? AND author_kind IS NOT NULL', instanceId).map(({ frame, hash }) => [frame, hash]))
  const hashes = new Map((archive['mask'] ?? []).map(({ frame, hash }) => [Number(frame), hash]))
  const frames = framesOf(archive)
  const fresh = frames.filter((frame) => !present.has(frame))
  const same = frames.filter((frame) => present.get(frame) === hashes.get(frame))
  const names = new Map(manifest.labels.map(({ id, name }) => [id, name]))
  const values = new Map<number, number>([[0, 0]])
  const labelFor = (label: number): number => {
    const known = values.get(label)
    if (known !== undefined) return known
    const own = manifest.labels.find(({ id }) => id === label)
    const value = labels.valueFor({ name: names.get(label) ?? `label ${label}`, code: null, colour: own ? rgbOf(own.colour) : null })
    values.set(label, value)
    return value
  }
  try {
    database.transaction(() => {
      // An untouched row of a frame that was looked at only must not stand in the way.
      for (const frame of fresh) database.run('DELETE FROM mask WHERE instance_id = ? AND frame = ?', instanceId, frame)
      restoreFrameArchive(database, archive, { instanceId, frames: new Set(fresh), labelFor, pixels: image.rows * image.columns })
    })
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'storage') throw error
    return `its masks cannot be restored: ${error instanceof Error ? error.message : String(error)}.`
  }
  report.imported += fresh.length
  report.alreadyThere += same.length
  report.changed.push(...fresh.map((frame): FrameKey => ({ instanceId, frame })))
  const kept = frames.length - fresh.length - same.length
  return kept === 0 ? null : `${kept} of its frames have another mask in the library, which was left as it is.`
}

function rgbOf(colour: string): [number, number, number] | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour)
  return match ? [Number.parseInt(match[1]!, 16), Number.parseInt(match[2]!, 16), Number.parseInt(match[3]!, 16)] : null
}
