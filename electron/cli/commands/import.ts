import { resolve } from 'node:path'
import type { Command } from 'commander'
import { defaultLibraryFolder } from '../../app-paths'
import { importFiles, type FilesImportReport } from '../../services/exchange/import/import-files'
import { interruptible } from '../command-line'
import { deidentifyOptions, keepOption, type KeptPart } from '../keep-option'
import { withLibrary, type CommandLibrary } from '../open-library'
import { ProgressLine } from '../progress-line'

interface ImportCommandOptions {
  library: string
  json?: true
  deidentify?: true
  keep?: readonly KeptPart[]
}

/** `import`: copies DICOM files and pictures into a library, and masks (DICOM segmentations, COCO, PNG) onto the frames that they belong to. */
export function registerImportCommand(program: Command): void {
  program
    .command('import')
    .description('import DICOM files and pictures, and masks of images in the library (DICOM segmentations, COCO files, NAME_mask.png, data folders, study folders), or folders of them, into a library')
    .argument('<path...>', 'files and folders; folders are searched recursively')
    .option('--library <folder>', 'folder of the library', defaultLibraryFolder())
    .option('--deidentify', 'DICOM files are copied in by the Basic Profile of DICOM PS3.15; others are not imported')
    .addOption(keepOption())
    .option('--json', 'print one JSON object on the last line')
    .addHelpText('after', '\nThe exit code is 1 when nothing could be imported, a file named on the command line was rejected, or the library could take no more.')
    .action(importPaths)
}

async function importPaths(names: string[], options: ImportCommandOptions): Promise<void> {
  const paths = names.map((name) => resolve(name))
  const progress = new ProgressLine()
  const report = await interruptible((signal) => withLibrary(resolve(options.library), (library) => importInto(library, paths, options, progress, signal)))
  progress.clear()
  if (!report) return
  if (hasFailed(report, paths)) process.exitCode ??= 1
  const { imported, alreadyThere, rejected, masks, warnings } = report
  if (options.json) console.log(JSON.stringify({ imported, alreadyThere, rejected, masks, warnings }))
  else {
    for (const { message } of [...rejected, ...warnings]) console.error(message)
    if (masks.imported + masks.alreadyThere > 0) console.error(`Masks: ${masks.imported} imported, ${masks.alreadyThere} already there.`)
    console.error(`${imported} imported, ${alreadyThere} already there, ${rejected.length} rejected.`)
  }
}

async function importInto({ folder, library, readers, userName }: CommandLibrary, paths: readonly string[], options: ImportCommandOptions, progress: ProgressLine, signal: AbortSignal): Promise<FilesImportReport> {
  const onProgress = ({ done, total, file }: { done: number; total: number; file: string }): void => progress.update(total === 0 ? 1 : done / total, file === '' ? 'all files' : file)
  const { database } = folder
  return importFiles(paths, { database, library, readers, who: userName, mayAnnotate: true, mayReview: true, temporaryFolder: folder.uploadsFolder, deidentify: options.deidentify ? deidentifyOptions(database, options.keep) : null }, { signal, onProgress })
}

/** A folder may hold other files as well; a file that somebody named should have been imported. */
function hasFailed({ imported, alreadyThere, rejected, masks }: FilesImportReport, paths: readonly string[]): boolean {
  return imported + alreadyThere + masks.imported + masks.alreadyThere === 0 || rejected.some(({ file, code }) => code === 'storage' || paths.includes(file))
}
