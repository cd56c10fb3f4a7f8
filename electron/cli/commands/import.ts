import { resolve } from 'node:path'
import type { Command } from 'commander'
import { defaultLibraryFolder } from '../../app-paths'
import type { ImportReport } from '../../ipc/contract/index'
import { interruptible } from '../command-line'
import { withLibrary } from '../open-library'
import { ProgressLine } from '../progress-line'

interface ImportCommandOptions {
  library: string
  json?: true
}

/** `import`: copies DICOM files and pictures into a library. */
export function registerImportCommand(program: Command): void {
  program
    .command('import')
    .description('import DICOM files and pictures, or folders of them, into a library')
    .argument('<path...>', 'files and folders; folders are searched recursively')
    .option('--library <folder>', 'folder of the library', defaultLibraryFolder())
    .option('--json', 'print one JSON object on the last line')
    .addHelpText('after', '\nThe exit code is 1 when nothing could be imported, a file named on the command line was rejected, or the library could take no more.')
    .action(importPaths)
}

async function importPaths(names: string[], options: ImportCommandOptions): Promise<void> {
  const paths = names.map((name) => resolve(name))
  const progress = new ProgressLine()
  const report = await interruptible((signal) =>
    withLibrary(resolve(options.library), ({ library }) =>
      library.importPaths(paths, { signal, progress: ({ done, total, file }) => progress.update(total === 0 ? 1 : done / total, file === '' ? 'all files' : file) }),
    ),
  )
  progress.clear()
  if (!report) return
  if (hasFailed(report, paths)) process.exitCode ??= 1
  const { imported, alreadyThere, rejected } = report
  if (options.json) console.log(JSON.stringify({ imported, alreadyThere, rejected }))
  else {
    for (const { message } of rejected) console.error(message)
    console.error(`${imported} imported, ${alreadyThere} already there, ${rejected.length} rejected.`)
  }
}

/** A folder may hold other files as well; a file that somebody named should have been imported. */
function hasFailed({ imported, alreadyThere, rejected }: ImportReport, paths: readonly string[]): boolean {
  return imported + alreadyThere === 0 || rejected.some(({ file, code }) => code === 'storage' || paths.includes(file))
}
