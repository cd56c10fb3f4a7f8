import { open } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { isSegmentationFile } from '../../../dicom/seg/is-segmentation-file'
import { studyManifestName } from '../study/study-manifest'
import { isNamedMask } from './picture-mask-importer'

/** Files of an import by what is done with them. */
export interface SortedFiles {
  readonly images: readonly string[]
  readonly segmentations: readonly string[]
  /** Files of JSON: annotations, if anything. */
  readonly annotations: readonly string[]
  /** PNG masks that are named after their images. */
  readonly masks: readonly string[]
  /** Manifests of study folders; nothing else of those folders is listed. */
  readonly studies: readonly string[]
  /** Data folders with their masks. */
  readonly dataFolders: readonly { readonly folder: string; readonly masks: readonly string[] }[]
}

/** Files that lie in a data folder or beside annotations and describe it. */
const sideFiles = new Set(['manifest.csv', 'hashes.json', 'labels.json'])

/** Tells images, segmentations, annotations and masks apart, by content where it says so and by place and name where it does not. */
export async function sortFiles(files: readonly string[]): Promise<SortedFiles> {
  const studies = files.filter((file) => basename(file) === studyManifestName)
  const studyFolders = new Set(studies.map(dirname))
  const parents = new Set(files.map(dirname))
  const isDataFolder = (folder: string): boolean => parents.has(join(folder, 'images')) && (parents.has(join(folder, 'masks')) || parents.has(join(folder, 'labels')))
  const sorted = { images: [] as string[], segmentations: [] as string[], annotations: [] as string[], masks: [] as string[] }
  const folders = new Map<string, string[]>()
  for (const file of files) {
    const [parent, root] = [dirname(file), dirname(dirname(file))]
    if (studyFolders.has(parent) || studyFolders.has(root)) continue
    if (sideFiles.has(basename(file)) && isDataFolder(parent)) continue
    if (['masks', 'labels'].includes(basename(parent)) && isDataFolder(root)) {
      // Label maps say more than masks in black and white: where there are both, those are taken.
      if (basename(parent) === 'labels' || !parents.has(join(root, 'labels'))) folders.set(root, [...(folders.get(root) ?? []), file])
    } else if (isNamedMask(file)) sorted.masks.push(file)
    else if (await isSegmentationFile(file)) sorted.segmentations.push(file)
    else if (extname(file).toLowerCase() === '.json' && (await beginsWithBrace(file))) sorted.annotations.push(file)
    else sorted.images.push(file)
  }
  return { ...sorted, studies, dataFolders: [...folders].map(([folder, masks]) => ({ folder, masks })) }
}

async function beginsWithBrace(file: string): Promise<boolean> {
  const handle = await open(file, 'r').catch(() => null)
  if (!handle) return false
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0)
    return buffer.toString('utf8', 0, bytesRead).trimStart().replace('\uFEFF', '').startsWith('{')
  } finally {
    await handle.close()
  }
}
