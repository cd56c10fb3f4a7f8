import { basename, dirname, join } from 'node:path'
import type { Database } from '../../../storage/database'
import type { CocoFile } from '../coco/coco-file'
import { CocoImporter } from '../coco/coco-importer'
import type { LabelBook } from '../label-book'
import { importStudyMasks, type OpenedStudy } from '../study/study-importer'
import type { DataFolderLabels, DataFolderNote } from './data-folder-notes'
import { stemOf } from './find-target'
import type { FilesImporterOptions, FilesImportHooks } from './import-files'
import type { MaskImporter } from './mask-importer'
import { PictureMaskImporter, type PictureMask } from './picture-mask-importer'
import { SegmentationImporter } from './segmentation-importer'

/** Files with masks by their kind, opened as far as the import of images needs to know them. */
export interface MaskFiles {
  readonly segmentations: readonly string[]
  readonly annotated: readonly { readonly file: string; readonly content: CocoFile | string | null }[]
  readonly folders: readonly { readonly masks: readonly string[]; readonly notes: ReadonlyMap<string, DataFolderNote>; readonly labels: DataFolderLabels | null }[]
  readonly masks: readonly string[]
  readonly studies: readonly OpenedStudy[]
}

export interface MaskFilesOptions extends Pick<FilesImporterOptions, 'readers'> {
  readonly database: Database
  readonly importer: MaskImporter
  readonly labels: LabelBook
  readonly who: string
  uidOf(sopInstanceUid: string): string
  /** The image that came with this import from a path without its extension. */
  imageAt(path: string): number | null
}

/** Every file that an import of masks would read. */
export function maskFilesOf({ segmentations, annotated, folders, masks, studies }: MaskFiles): string[] {
  return [...segmentations, ...annotated.map(({ file }) => file), ...folders.flatMap((folder) => folder.masks), ...masks, ...studies.flatMap(({ folder, images }) => [...images.values()].flatMap((image) => (image.masks ? [join(folder, image.masks.file)] : [])))]
}

/** Makes the masks in the files acts on the frames that they belong to; the importer's report says what became of them. */
export async function importMaskFiles(files: MaskFiles, options: MaskFilesOptions, { signal, onProgress }: Pick<FilesImportHooks, 'signal' | 'onProgress'>): Promise<void> {
  const { database, importer, labels, readers, who, uidOf, imageAt } = options
  const total = maskFilesOf(files).length
  let done = 0
  const step = (file: string): void => {
    signal.throwIfAborted()
    onProgress?.({ done: done++, total, file: basename(file) })
  }
  const segmentations = new SegmentationImporter({ database, importer, labels, readers, uidOf })
  for (const file of files.segmentations) {
    step(file)
    await segmentations.importFile(file, signal)
  }
  for (const { file, content } of files.annotated) {
    step(file)
    await new CocoImporter({ database, importer, labels, imageAt: (name) => imageAt(stemOf(join(dirname(file), name))) }).importFile(file, content)
  }
  const pictures = new PictureMaskImporter({ database, importer, labels, readers, imageAt })
  const masks: PictureMask[] = [...files.folders.flatMap((folder) => folder.masks.map((file) => ({ file, folder }))), ...files.masks.map((file) => ({ file, folder: null }))]
  for (const mask of masks) {
    step(mask.file)
    await pictures.importFile(mask, signal)
  }
  for (const study of files.studies) await importStudyMasks(study, { database, labels, who, report: importer.report, imageAt: (file) => imageAt(stemOf(file)) })
}
