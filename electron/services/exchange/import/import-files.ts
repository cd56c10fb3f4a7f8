import { basename, join, dirname } from 'node:path'
import type { DeidentifyOptions } from '../../../dicom/deidentify/deidentify-options'
import { Pseudonyms } from '../../../dicom/deidentify/pseudonyms'
import type { LabelPicture } from '../../../dicom/picture/read-label-picture'
import type { FrameKey, ImportReport } from '../../../ipc/contract/index'
import type { Database } from '../../../storage/database'
import { MaskStore } from '../../../storage/mask-store'
import { walkFiles } from '../../../storage/walk-files'
import type { LibraryService } from '../../library-service'
import { originOf, readCocoFile, type CocoFile } from '../coco/coco-file'
import type { LabelBook } from '../label-book'
import { openStudyFolder, placedHeader, type OpenedStudy } from '../study/study-importer'
import { deidentifyFiles, type Deidentifier } from './deidentify-files'
import { dataFolderLabels, dataFolderNotes, type DataFolderNote } from './data-folder-notes'
import { stemOf } from './find-target'
import { MaskImporter, type MaskImportReport } from './mask-importer'
import { importMaskFiles, maskFilesOf, type MaskFiles } from './import-mask-files'
import type { SegmentationReader } from './segmentation-importer'
import { sortFiles } from './sort-files'

export interface FilesImporterOptions {
  readonly database: Database
  readonly library: LibraryService
  readonly labels: LabelBook
  readonly readers: SegmentationReader & { readLabelPicture(file: string, options?: { signal?: AbortSignal }): Promise<LabelPicture> } & Deidentifier
  readonly who: string
  /** Whether that person may change masks; else those in the files are listed as left out. */
  readonly mayAnnotate: boolean
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
  const { database, library, labels, readers, who, deidentify } = options
  const { signal, onProgress, pictureDescription } = hooks
  const found = await walkFiles(paths, signal)
  const { images, segmentations, annotations, masks, dataFolders, studies } = await sortFiles(found.files)
  const folders = await Promise.all(dataFolders.map(async (each) => ({ ...each, notes: await dataFolderNotes(each.folder), labels: await dataFolderLabels(each.folder) })))
  const annotated = await Promise.all(annotations.map(async (file) => ({ file, content: await readCocoFile(file) })))
  const known = framesHereAlready(database, [...folders.flatMap(originsInFolder), ...annotated.flatMap(originsInAnnotations)])

  const pseudonyms = deidentify && new Pseudonyms(deidentify.secret)
  const imageOf = new Map<string, number>()
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
  const importer = new MaskImporter(database, new MaskStore(database), who)
  const { report } = importer
  const files: MaskFiles = { segmentations, annotated, folders, masks, studies: opened.studies }
  if (options.mayAnnotate) await importMaskFiles(files, { database, importer, labels, readers, who, uidOf: (uid) => pseudonyms?.uid(uid) ?? uid, imageAt: (path) => imageOf.get(path) ?? null }, { signal, onProgress })
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
  const opened = await Promise.all(manifests.map((manifest) => openStudyFolder(manifest, signal)))
  const studies = opened.filter((each) => 'manifest' in each)
  return { studies, rejected: opened.flatMap((each) => ('manifest' in each ? each.rejected : [each])) }
}

interface FrameFile {
  /** Without its extension. */
  readonly path: string
  readonly sopInstanceUid: string
}

function originsInFolder({ folder, notes }: { folder: string; notes: ReadonlyMap<string, DataFolderNote> }): FrameFile[] {
  return [...notes].flatMap(([name, { origin }]) => (origin ? [{ path: join(folder, 'images', name), sopInstanceUid: origin.sopInstanceUid }] : []))
}

function originsInAnnotations({ file, content }: { file: string; content: CocoFile | string | null }): FrameFile[] {
  if (content === null || typeof content === 'string') return []
  return content.images.flatMap((image) => {
    const origin = originOf(image)
    return origin ? [{ path: stemOf(join(dirname(file), image.file_name)), sopInstanceUid: origin.sopInstanceUid }] : []
  })
}

/** Pictures that are frames of images in the library: those are shown with their masks, not imported a second time. */
function framesHereAlready(database: Database, files: readonly FrameFile[]): Set<string> {
  const isHere = (uid: string): boolean => database.get('SELECT 1 FROM instance WHERE sop_instance_uid = ? LIMIT 1', uid) !== undefined
  return new Set(files.filter(({ sopInstanceUid }) => isHere(sopInstanceUid)).map(({ path }) => path))
}

function seriesOf(database: Database, frames: readonly FrameKey[]): number[] {
  const ids = [...new Set(frames.map(({ instanceId }) => instanceId))]
  return [...new Set(ids.map((id) => database.get<{ seriesId: number }>('SELECT series_id AS seriesId FROM instance WHERE id = ?', id)!.seriesId))]
}
