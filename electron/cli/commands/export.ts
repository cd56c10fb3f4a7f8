import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { appPaths, defaultLibraryFolder } from '../../app-paths'
import { decodeRuns } from '../../ipc/run-length'
import { ServiceError } from '../../ipc/service-error'
import { writeDataFolder } from '../../services/data-folder-writer'
import { writeCoco } from '../../services/exchange/coco-writer'
import { writeFigures } from '../../services/exchange/csv-writer'
import type { WrittenMasks } from '../../services/exchange/exchange-library'
import { writeNiftiSeries } from '../../services/exchange/nifti-writer'
import { writeSegmentations } from '../../services/exchange/seg-writer'
import { writeAudit } from '../../storage/audit-log'
import { makeFolder, writeFileDurably } from '../../storage/durable-file'
import { samplesOfMasks, type MaskSample } from '../../storage/mask-samples'
import { explainStorageError } from '../../storage/storage-error'
import { interruptible, wholeNumber } from '../command-line'
import { withLibrary, type CommandLibrary } from '../open-library'
import { ProgressLine } from '../progress-line'

const exportFormats = ['png', 'json', 'seg', 'coco', 'nifti', 'csv'] as const
type ExportFormat = (typeof exportFormats)[number]

interface ExportCommandOptions {
  out: string
  library: string
  series?: number
  format: ExportFormat
  all?: true
  json?: true
}

/** `export`: masks with their images and their provenance. */
export function registerExportCommand(program: Command): void {
  program
    .command('export')
    .description(
      'export masks: as a data folder that train and distill read (png), run lengths in one file (json), DICOM segmentations (seg), COCO, NIfTI-1 label series, or figures of each frame (csv)',
    )
    .requiredOption('--out <folder>', 'a new or empty folder')
    .option('--library <folder>', 'folder of the library', defaultLibraryFolder())
    .option('--series <id>', 'masks of one series only', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .addOption(new Option('--format <name>', 'what to write').choices([...exportFormats]).default('png'))
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

async function writeSamples({ folder, library, frames, userName }: CommandLibrary, out: string, samples: readonly MaskSample[], format: ExportFormat, signal: AbortSignal): Promise<WrittenMasks> {
  const source = { database: folder.database, library: library.store, userName, softwareVersion: appPaths().version }
  if (format === 'seg') return writeSegmentations(out, samples, source, signal)
  if (format === 'nifti') return writeNiftiSeries(out, samples, source, signal)
  if (format === 'json') await writeRunLengths(out, samples)
  else if (format === 'csv') await writeFigures(out, samples)
  else {
    const progress = new ProgressLine()
    const hooks = { signal, onProgress: (done: number, total: number) => progress.update(done / total, `mask ${done} of ${total}`) }
    const write = format === 'coco' ? writeCoco : writeDataFolder
    await write(out, samples, (instanceId, frame) => frames.read(instanceId, frame), hooks).then(() => undefined).finally(() => progress.clear())
  }
  return { written: samples.length, skipped: [] }
}

/** Nothing that lies there is overwritten or mixed with an older export. */
async function requireEmpty(out: string): Promise<void> {
  await makeFolder(out)
  if ((await readdir(out)).length > 0) throw new ServiceError('conflict', `The folder ${out} is not empty: choose a new one.`)
}

/** Labels as pairs of label and length, row by row, with everything that the manifest of a data folder says. */
async function writeRunLengths(out: string, samples: readonly MaskSample[]): Promise<void> {
  const masks = samples.map(({ labels, ...sample }) => ({ ...sample, runs: labelRuns(decodeRuns(labels, sample.rows * sample.columns)) }))
  await writeFileDurably(join(out, 'masks.json'), `${JSON.stringify({ format: 'lightvessel-masks', formatVersion: 1, masks })}\n`)
}

function labelRuns(labels: Uint8Array): [label: number, length: number][] {
  const runs: [number, number][] = []
  for (const label of labels) {
    const last = runs.at(-1)
    if (last?.[0] === label) last[1]++
    else runs.push([label, 1])
  }
  return runs
}
