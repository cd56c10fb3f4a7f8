import { basename, join } from 'node:path'
import type { Database } from '../../../storage/database'
import { CocoImporter } from '../coco/coco-importer'
import type { LabelBook } from '../label-book'
import { importStudyMasks, type OpenedStudy } from '../study/study-importer'
import type { DataFolderLabels, DataFolderNote } from './data-folder-notes'
import type { FilesImporterOptions, FilesImportHooks } from './import-files'
import type { MaskImporter } from './mask-importer'
import { PictureMaskImporter, type PictureMask } from './picture-mask-importer'
import { SegmentationImporter } from './segmentation-importer'
import { stemOf, type TargetFinder } from './target-finder'

/** Files with masks by their kind, opened as far as the import of images needs to know them. */
export interface MaskFiles {
  readonly segmentations: readonly string[]
  readonly annotations: readonly string[]
  readonly folders: readonly { readonly masks: readonly string[]; readonly notes: ReadonlyMap<string, DataFolderNote>; readonly labels: DataFolderLabels | null }[]
  readonly masks: readonly string[]
  readonly studies: readonly OpenedStudy[]
}

export interface MaskFilesOptions extends Pick<FilesImporterOptions, 'readers' | 'mayReview' | 'deidentify'> {
  readonly database: Database
  readonly importer: MaskImporter
  readonly labels: LabelBook
  readonly who: string
  readonly targets: TargetFinder
}

/** Every file that an import of masks would read. */
export function maskFilesOf({ segmentations, annotations, folders, masks, studies }: MaskFiles): string[] {
  return [...segmentations, ...annotations, ...folders.flatMap((folder) => folder.masks), ...masks, ...studies.flatMap(({ folder, images }) => [...images.values()].flatMap((image) => (image.masks ? [join(folder, image.masks.file)] : [])))]
}

/** Makes the masks in the files acts on the frames that they belong to; the importer's report says what became of them. */
export async function importMaskFiles(files: MaskFiles, options: MaskFilesOptions, { signal, onProgress }: Pick<FilesImportHooks, 'signal' | 'onProgress'>): Promise<void> {
  const { importer, labels, readers, targets } = options
  const total = maskFilesOf(files).length
  let done = 0
  const step = (file: string): void => {
    signal.throwIfAborted()
    onProgress?.({ done: done++, total, file: basename(file) })
  }
  const segmentations = new SegmentationImporter({ targets, importer, labels, readers })
  for (const file of files.segmentations) {
    step(file)
    await segmentations.importFile(file, signal)
  }
  const annotations = new CocoImporter({ targets, importer, labels, readers })
  for (const file of files.annotations) {
    step(file)
    await annotations.importFile(file, signal)
  }
  const pictures = new PictureMaskImporter({ targets, importer, labels, readers })
  const masks: PictureMask[] = [...files.folders.flatMap((folder) => folder.masks.map((file) => ({ file, folder }))), ...files.masks.map((file) => ({ file, folder: null }))]
  for (const mask of masks) {
    step(mask.file)
    await pictures.importFile(mask, signal)
  }
  for (const study of files.studies) await importStudyMasks(study, { ...options, report: importer.report, imageAt: (file) => targets.imageAt(stemOf(file)) }, signal)
}
