import { readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { appPaths, defaultLibraryFolder } from '../../app-paths'
import { ServiceError } from '../../ipc/service-error'
import { exchangeLibrary, type WrittenMasks } from '../../services/exchange/exchange-library'
import { exportMasks as writeMasks, maskFormats, type MaskFormat } from '../../services/exchange/export-masks'
import { LabelBook } from '../../services/exchange/label-book'
import { writeAudit } from '../../storage/audit-log'
import { makeFolder } from '../../storage/durable-file'
import { samplesOfMasks, type MaskSample } from '../../storage/mask-samples'
import { explainStorageError } from '../../storage/storage-error'
import { interruptible, wholeNumber } from '../command-line'
import { withLibrary, type CommandLibrary } from '../open-library'
import { ProgressLine } from '../progress-line'

interface ExportCommandOptions {
  out: string
  library: string
  series?: number
  format: MaskFormat
  all?: true
  json?: true
}

/** `export`: masks with their images and their provenance. */
export function registerExportCommand(program: Command): void {
  program
    .command('export')
    .description(
      'export masks: as a data folder that train and distill read (png; with label maps in colour: png-indexed), DICOM segmentations (seg), COCO (coco: packed runs, coco-counts, coco-polygons), NIfTI-1 label series, figures of each frame (csv), or run lengths in one file (json)',
    )
    .requiredOption('--out <folder>', 'a new or empty folder')
    .option('--library <folder>', 'folder of the library', defaultLibraryFolder())
    .option('--series <id>', 'masks of one series only', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .addOption(new Option('--format <name>', 'what to write').choices([...maskFormats]).default('png'))
    .option('--all', 'every mask, not only approved ones')
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
    console.error(`${written} masks exported into ${out}.`)
  }
}

async function exportFrom(source: CommandLibrary, out: string, options: ExportCommandOptions, signal: AbortSignal): Promise<WrittenMasks> {
  const { folder, library, userName } = source
  if (options.series !== undefined) library.store.instancesOfSeries(options.series)
  const samples = samplesOfMasks(folder.database, { seriesId: options.series ?? null, approvedOnly: !options.all })
  if (samples.length === 0) throw new ServiceError('not-found', options.all ? 'There are no masks to export.' : 'There are no approved masks to export; --all exports the others too.')
  await requireEmpty(out)
  const exported = await writeSamples(source, out, samples, options.format, signal)
  writeAudit(folder.database, { who: userName, act: 'masks: export', subject: `${exported.written} masks`, reason: `${options.format} into ${out}` })
  return exported
}

async function writeSamples({ folder, library, frames, userName }: CommandLibrary, out: string, samples: readonly MaskSample[], format: MaskFormat, signal: AbortSignal): Promise<WrittenMasks> {
  const progress = new ProgressLine()
  const source = exchangeLibrary({ database: folder.database, library: library.store, labels: new LabelBook(folder.database, userName), readFrame: (instanceId: number, frame: number) => frames.read(instanceId, frame), userName, softwareVersion: appPaths().version })
  return writeMasks(out, samples, source, format, { signal, onProgress: (done, total) => progress.update(done / total, `mask ${done} of ${total}`) }).finally(() => progress.clear())
}

/** Nothing that lies there is overwritten or mixed with an older export. */
async function requireEmpty(out: string): Promise<void> {
  await makeFolder(out)
  if ((await readdir(out)).length > 0) throw new ServiceError('conflict', `The folder ${out} is not empty: choose a new one.`)
}
