import { basename, join, dirname } from 'node:path'
import type { DeidentifyOptions } from '../../../dicom/deidentify/deidentify-options'
import { Pseudonyms } from '../../../dicom/deidentify/pseudonyms'
import type { LabelPicture } from '../../../dicom/picture/read-label-picture'
import { UnreadableFileError } from '../../../dicom/unreadable-file-error'
import type { FrameKey, ImportReport } from '../../../ipc/contract/index'
import type { Database } from '../../../storage/database'
import { MaskStore } from '../../../storage/mask-store'
import { walkFiles } from '../../../storage/walk-files'
import type { LibraryService } from '../../library-service'
import type { AnnotationReader } from '../coco/coco-importer'
import { originOf } from '../coco/origin-of'
import { LabelBook } from '../label-book'
import { openStudyFolder, placedHeader, type OpenedStudy } from '../study/study-importer'
import { deidentifyFiles, type Deidentifier } from './deidentify-files'
import { dataFolderLabels, dataFolderNotes, type DataFolderNote } from './data-folder-notes'
import { MaskImporter, type MaskImportReport } from './mask-importer'
import { importMaskFiles, maskFilesOf, type MaskFiles } from './import-mask-files'
import type { SegmentationReader } from './segmentation-importer'
import { sortFiles } from './sort-files'
import { stemOf, TargetFinder } from './target-finder'

export interface FilesImporterOptions {
  readonly database: Database
  readonly library: LibraryService
  readonly readers: SegmentationReader & AnnotationReader & { readLabelPicture(file: string, options?: { signal?: AbortSignal }): Promise<LabelPicture> } & Deidentifier
  readonly who: string
  /** Whether that person may change masks; else those in the files are listed as left out. */
  readonly mayAnnotate: boolean
  /** Whether that person may approve masks; else none of those in the files is approved here. */
  readonly mayReview: boolean
  /** Where copies lie while they are de-identified. */
  readonly temporaryFolder: string
  /** Null: images as they are. */
  readonly deidentify: DeidentifyOptions | null
}

export interface FilesImportHooks {
  readonly signal: AbortSignal
  /** Describes pictures whose folder's name means nothing. */
  readonly pictureDescription?: string
  onProgress?(progress: { done: number; total: number; file: string }): void
}

/** What became of the files: images, and masks on them. */
export interface FilesImportReport extends ImportReport {
  readonly masks: Pick<MaskImportReport, 'imported' | 'alreadyThere'>
  readonly warnings: ImportReport['rejected']
  readonly changed: readonly FrameKey[]
}

/** Imports whatever it is given: images first, because masks may come together with the images that they belong to. */
export async function importFiles(paths: readonly string[], options: FilesImporterOptions, hooks: FilesImportHooks): Promise<FilesImportReport> {
  const { database, library, readers, who, deidentify } = options
  const { signal, onProgress, pictureDescription } = hooks
  const found = await walkFiles(paths, signal)
  const { images, segmentations, annotations, masks, dataFolders, studies } = await sortFiles(found.files)
  const pseudonyms = deidentify && new Pseudonyms(deidentify.secret)
  const imageOf = new Map<string, number>()
  const targets = new TargetFinder(database, imageOf, (uid) => pseudonyms?.uid(uid) ?? uid)
  // One file after the other: each may be large, and what is needed of it here is little.
  const folders: MaskFiles['folders'][number][] = []
  const known = new Set<string>()
  for (const { folder, masks: own } of dataFolders) {
    signal.throwIfAborted()
    const notes = await dataFolderNotes(folder)
    folders.push({ masks: own, notes, labels: await dataFolderLabels(folder) })
    for (const path of framesHere(originsInFolder(folder, notes), targets)) known.add(path)
  }
  for (const file of annotations) {
    signal.throwIfAborted()
    for (const path of framesHere(await originsInAnnotations(file, readers, signal), targets)) known.add(path)
  }
  const wanted = images.filter((file) => !known.has(stemOf(file)))
  const opened = await openStudies(studies, signal)
  const inStudies = new Map(opened.studies.flatMap((study) => [...study.images]))
  const all = [...wanted, ...inStudies.keys()]
  const clean = deidentify ? await deidentifyFiles(all, options.temporaryFolder, readers, deidentify, { signal, onProgress }) : null
  const imported = await library
    .importPaths(clean ? [...clean.originals.keys()] : all, {
      who: options.who,
      signal,
      progress: onProgress,
      pictureDescription,
      onFile: (file, instanceId) => imageOf.set(stemOf(clean?.originals.get(file) ?? file), instanceId),
      describe: (file, header) => {
        // The file's own name may name the patient.
        if (clean) return { header, sourceName: `${header.patientId} ${header.sopInstanceUid.slice(-6)}.dcm` }
        const image = inStudies.get(file)
        return image ? { header: placedHeader(header, image), sourceName: image.sourceName } : null
      },
    })
    .finally(() => clean?.remove())
  const importer = new MaskImporter({ database, masks: new MaskStore(database), who, pseudonyms })
  const { report } = importer
  const labels = new LabelBook(database, who, pseudonyms)
  const files: MaskFiles = { segmentations, annotations, folders, masks, studies: opened.studies }
  if (options.mayAnnotate) await importMaskFiles(files, { database, importer, labels, readers, who, targets, mayReview: options.mayReview, deidentify }, { signal, onProgress })
  else for (const file of maskFilesOf(files)) report.rejected.push({ file, code: 'forbidden', message: `${basename(file)}: masks are changed by annotators, reviewers and admins; ask one of them to import it.` })
  const own = reportOf(report)
  return {
    ...own,
    ...imported,
    rejected: [...found.rejected, ...opened.rejected, ...(clean?.rejected ?? []), ...imported.rejected, ...own.rejected],
    warnings: [...(clean?.warnings ?? []), ...own.warnings],
    seriesIds: imported.seriesIds.length > 0 ? imported.seriesIds : seriesOf(database, report.changed),
  }
}

/** The report of an import that brought masks only. */
export function reportOf({ imported, alreadyThere, rejected, warnings, changed }: MaskImportReport): FilesImportReport {
  return { imported: 0, alreadyThere: 0, seriesIds: [], masks: { imported, alreadyThere }, rejected, warnings, changed }
}

async function openStudies(manifests: readonly string[], signal: AbortSignal): Promise<{ studies: OpenedStudy[]; rejected: ImportReport['rejected'] }> {
  const studies: OpenedStudy[] = []
  const rejected: ImportReport['rejected'] = []
  for (const manifest of manifests) {
    const opened = await openStudyFolder(manifest, signal)
    if ('manifest' in opened) {
      studies.push(opened)
      rejected.push(...opened.rejected)
    } else rejected.push(opened)
  }
  return { studies, rejected }
}

interface FrameFile {
  /** Without its extension. */
  readonly path: string
  readonly sopInstanceUid: string
}

function originsInFolder(folder: string, notes: ReadonlyMap<string, DataFolderNote>): FrameFile[] {
  return [...notes].flatMap(([name, { origin }]) => (origin ? [{ path: join(folder, 'images', name), sopInstanceUid: origin.sopInstanceUid }] : []))
}

/** What cannot be read is told when its masks are imported. */
async function originsInAnnotations(file: string, readers: AnnotationReader, signal: AbortSignal): Promise<FrameFile[]> {
  const content = await readers.readAnnotations(file, { masks: false, signal }).catch((error: unknown) => {
    if (error instanceof UnreadableFileError) return null
    throw error
  })
  if (content === null || typeof content === 'string') return []
  return content.images.flatMap(({ name, provenance }) => {
    const origin = originOf(provenance)
    return origin ? [{ path: stemOf(join(dirname(file), name)), sopInstanceUid: origin.sopInstanceUid }] : []
  })
}

/** Pictures that are frames of images in the library: those are shown with their masks, not imported a second time. */
function framesHere(files: readonly FrameFile[], targets: TargetFinder): string[] {
  return files.filter(({ sopInstanceUid }) => targets.has(sopInstanceUid)).map(({ path }) => path)
}

function seriesOf(database: Database, frames: readonly FrameKey[]): number[] {
  const ids = [...new Set(frames.map(({ instanceId }) => instanceId))]
  return [...new Set(ids.map((id) => database.get<{ seriesId: number }>('SELECT series_id AS seriesId FROM instance WHERE id = ?', id)!.seriesId))]
}
