import { readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { appPaths, defaultLibraryFolder } from '../../app-paths'
import { exportFormat, type ExportFormat } from '../../ipc/contract/index'
import { ServiceError } from '../../ipc/service-error'
import type { WrittenMasks } from '../../services/exchange/exchange-library'
import { writeExport, type ExportOrder } from '../../services/exchange/write-export'
import { makeFolder } from '../../storage/durable-file'
import { explainStorageError } from '../../storage/storage-error'
import { interruptible, wholeNumber } from '../command-line'
import { deidentifyOptions, keepOption, type KeptPart } from '../keep-option'
import { withLibrary, type CommandLibrary } from '../open-library'
import { ProgressLine } from '../progress-line'

interface ExportCommandOptions {
  out: string
  library: string
  series?: number
  format: ExportFormat
  all?: true
  deidentify?: true
  keep?: readonly KeptPart[]
  json?: true
}

/** `export`: masks with their images and their provenance. */
export function registerExportCommand(program: Command): void {
  program
    .command('export')
    .description(
      'export masks: as a data folder that train and distill read (png; with label maps in colour: png-indexed), DICOM segmentations (seg), COCO (coco: packed runs, coco-counts, coco-polygons), NIfTI-1 label series, figures of each frame (csv), run lengths in one file (json), or a study folder with images, masks, histories and approvals (study)',
    )
    .requiredOption('--out <folder>', 'a new or empty folder')
    .option('--library <folder>', 'folder of the library', defaultLibraryFolder())
    .option('--series <id>', 'masks of one series only', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .addOption(new Option('--format <name>', 'what to write').choices([...exportFormat.options]).default('png'))
    .option('--all', 'every mask, not only approved ones')
    .option('--deidentify', 'by the Basic Profile of DICOM PS3.15')
    .addOption(keepOption())
    .option('--json', 'print one JSON object on the last line')
    .action(exportMasks)
}

async function exportMasks(options: ExportCommandOptions): Promise<void> {
  const out = resolve(options.out)
  const exported = await interruptible((signal) => withLibrary(resolve(options.library), (library) => exportFrom(library, out, options, signal))).catch((error: unknown) => {
    throw explainStorageError(error, `The export into ${out} could not be written`)
  })
  if (exported === null) return
  const { written, skipped } = exported
  if (written === 0) process.exitCode ??= 1
  if (options.json) console.log(JSON.stringify({ exported: written, folder: out, format: options.format, skipped }))
  else {
    for (const cause of skipped) console.error(cause)
    console.error(`${written} ${options.format === 'study' ? 'images with their masks' : 'masks'} exported into ${out}.`)
  }
}

async function exportFrom({ folder, library, frames, readers, userName }: CommandLibrary, out: string, options: ExportCommandOptions, signal: AbortSignal): Promise<WrittenMasks> {
  const { series } = options
  if (series !== undefined) library.store.instancesOfSeries(series)
  await requireEmpty(out)
  const progress = new ProgressLine()
  const order: ExportOrder = {
    scope: series === undefined ? { kind: 'library' } : { kind: 'series', seriesId: series },
    approvedOnly: !options.all, labelIds: null, format: options.format,
    deidentify: options.deidentify ? deidentifyOptions(folder.database, options.keep) : null,
  }
  const source = { database: folder.database, objects: folder.objects, readers, store: library.store, readFrame: (instanceId: number, frame: number) => frames.read(instanceId, frame), userName, softwareVersion: appPaths().version }
  return writeExport(out, order, source, out, { signal, onProgress: (done, total) => progress.update(done / total, `${done} of ${total}`) }).finally(() => progress.clear())
}

/** Nothing that lies there is overwritten or mixed with an older export. */
async function requireEmpty(out: string): Promise<void> {
  await makeFolder(out)
  if ((await readdir(out)).length > 0) throw new ServiceError('conflict', `The folder ${out} is not empty: choose a new one.`)
}
