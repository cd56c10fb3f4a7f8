import { join } from 'node:path'
import { writeIndexedPng } from '../../dicom/picture/write-png'
import { decodeRuns } from '../../ipc/run-length'
import { makeFolder, writeFileDurably } from '../../storage/durable-file'
import type { MaskSample } from '../../storage/mask-samples'
import { writeDataFolder } from '../data-folder-writer'
import type { ExchangeLibrary, ExportHooks } from './exchange-library'

/**
 * Writes a data folder, whose masks are black and white as training wants them; with `labelMaps` also `labels/NAME.png`, indexed PNG files
 * whose values are the labels in their colours, and `labels.json`, which names them.
 */
export async function writePictures(out: string, samples: readonly MaskSample[], source: Pick<ExchangeLibrary, 'notesOf' | 'labels' | 'readFrame'>, labelMaps: boolean, hooks: ExportHooks = {}): Promise<void> {
  const { labels, readFrame } = source
  if (labelMaps) await writeLabelMaps(out, samples, labels, hooks.signal)
  await writeDataFolder(out, samples, readFrame, hooks, {
    names: ['algorithm', 'model', 'model_version', 'person', 'approval_by', 'approval_at'],
    of: (sample) => {
      const { algorithm, person, approval } = source.notesOf(sample)
      return [algorithm.type, algorithm.name ?? '', algorithm.version ?? '', person ?? '', approval?.approvedBy ?? '', approval?.approvedAt ?? '']
    },
  })
}

async function writeLabelMaps(out: string, samples: readonly MaskSample[], labels: ExchangeLibrary['labels'], signal?: AbortSignal): Promise<void> {
  await makeFolder(join(out, 'labels'))
  const palette = new Uint8Array(256 * 3)
  for (let value = 1; value < 256; value++) palette.set(labels.lookOf(value).colour, value * 3)
  const used = new Set<number>([1])
  for (const { name, rows, columns, labels: runs } of samples) {
    signal?.throwIfAborted()
    const mask = decodeRuns(runs, rows * columns)
    for (const value of new Set(mask)) if (value !== 0) used.add(value)
    await writeFileDurably(join(out, 'labels', `${name}.png`), await writeIndexedPng(mask, columns, rows, palette))
  }
  const names = [...used].sort((one, other) => one - other).map((value) => ({ value, ...labels.lookOf(value) }))
  await writeFileDurably(join(out, 'labels.json'), `${JSON.stringify(names, null, 2)}\n`)
}
