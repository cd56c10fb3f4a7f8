import { resolve } from 'node:path'
import type { Command } from 'commander'
import { defaultLibraryFolder } from '../../app-paths'
import { isSegmentationFile } from '../../dicom/seg/is-segmentation-file'
import type { ImportReport } from '../../ipc/contract/index'
import { SegmentationImporter, type MaskImportReport } from '../../services/exchange/segmentation-importer'
import { MaskStore } from '../../storage/mask-store'
import { walkFiles } from '../../storage/walk-files'
import { interruptible } from '../command-line'
import { withLibrary, type CommandLibrary } from '../open-library'
import { ProgressLine } from '../progress-line'

interface ImportCommandOptions {
  library: string
  json?: true
}

type CommandReport = Pick<ImportReport, 'imported' | 'alreadyThere' | 'rejected'> & { masks: Pick<MaskImportReport, 'imported' | 'alreadyThere'> }

/** `import`: copies DICOM files and pictures into a library, and the masks in DICOM segmentations onto the frames they refer to. */
export function registerImportCommand(program: Command): void {
  program
    .command('import')
    .description('import DICOM files, pictures and DICOM segmentations of images in the library, or folders of them, into a library')
    .argument('<path...>', 'files and folders; folders are searched recursively')
    .option('--library <folder>', 'folder of the library', defaultLibraryFolder())
    .option('--json', 'print one JSON object on the last line')
    .addHelpText('after', '\nThe exit code is 1 when nothing could be imported, a file named on the command line was rejected, or the library could take no more.')
    .action(importPaths)
}

async function importPaths(names: string[], options: ImportCommandOptions): Promise<void> {
  const paths = names.map((name) => resolve(name))
  const progress = new ProgressLine()
  const report = await interruptible((signal) => withLibrary(resolve(options.library), (library) => importInto(library, paths, progress, signal)))
  progress.clear()
  if (!report) return
  if (hasFailed(report, paths)) process.exitCode ??= 1
  const { imported, alreadyThere, rejected, masks } = report
  if (options.json) console.log(JSON.stringify({ imported, alreadyThere, rejected, masks }))
  else {
    for (const { message } of rejected) console.error(message)
    if (masks.imported + masks.alreadyThere > 0) console.error(`Masks: ${masks.imported} imported, ${masks.alreadyThere} already there.`)
    console.error(`${imported} imported, ${alreadyThere} already there, ${rejected.length} rejected.`)
  }
}

/** Images first: a segmentation may come together with the image that it refers to. */
async function importInto({ folder, library, readers, userName }: CommandLibrary, paths: readonly string[], progress: ProgressLine, signal: AbortSignal): Promise<CommandReport> {
  const onProgress = ({ done, total, file }: { done: number; total: number; file: string }): void => progress.update(total === 0 ? 1 : done / total, file === '' ? 'all files' : file)
  const found = await walkFiles(paths, signal)
  const images: string[] = []
  const segmentations: string[] = []
  for (const file of found.files) (await isSegmentationFile(file) ? segmentations : images).push(file)
  const { imported, alreadyThere, rejected } = await library.importPaths(images, { signal, progress: onProgress })
  const { database } = folder
  const masks = await new SegmentationImporter({ database, masks: new MaskStore(database), readers, userName }).importFiles(segmentations, { signal, onProgress })
  return { imported, alreadyThere, rejected: [...found.rejected, ...rejected, ...masks.rejected], masks: { imported: masks.imported, alreadyThere: masks.alreadyThere } }
}

/** A folder may hold other files as well; a file that somebody named should have been imported. */
function hasFailed({ imported, alreadyThere, rejected, masks }: CommandReport, paths: readonly string[]): boolean {
  return imported + alreadyThere + masks.imported + masks.alreadyThere === 0 || rejected.some(({ file, code }) => code === 'storage' || paths.includes(file))
}
