import { join } from 'node:path'
import type { ExportFormat } from '../../ipc/contract/index'
import { decodeRuns, encodeRuns } from '../../ipc/run-length'
import { writeFileDurably } from '../../storage/durable-file'
import { hashLabels } from '../../storage/mask-rows'
import type { MaskSample } from '../../storage/mask-samples'
import { writeCoco } from './coco/coco-writer'
import { writeFigures } from './csv-writer'
import type { ExchangeLibrary, ExportHooks, WrittenMasks } from './exchange-library'
import { writeNiftiSeries } from './nifti-writer'
import { writePictures } from './picture-writer'
import { writeSegmentations } from './seg-writer'

/** What masks can be written as. */
export type MaskFormat = Exclude<ExportFormat, 'study'>

/** Writes masks into an empty folder. */
export async function exportMasks(out: string, samples: readonly MaskSample[], source: ExchangeLibrary, format: MaskFormat, hooks: ExportHooks = {}): Promise<WrittenMasks> {
  switch (format) {
    case 'seg':
      return writeSegmentations(out, samples, source, hooks)
    case 'nifti':
      return writeNiftiSeries(out, samples, source, hooks)
    case 'png':
    case 'png-indexed':
      await writePictures(out, samples, source, format === 'png-indexed', hooks)
      break
    case 'coco':
      await writeCoco(out, samples, source, 'rle', hooks)
      break
    case 'coco-counts':
      await writeCoco(out, samples, source, 'counts', hooks)
      break
    case 'coco-polygons':
      await writeCoco(out, samples, source, 'polygons', hooks)
      break
    case 'csv':
      await writeFigures(out, samples, source, hooks)
      break
    case 'json':
      await writeRunLengths(out, samples)
  }
  return { written: samples.length, skipped: [] }
}

/** Masks with these labels only; everything else becomes background. */
export function withLabels(samples: readonly MaskSample[], wanted: ReadonlySet<number>): MaskSample[] {
  return samples.map((sample) => {
    const before = decodeRuns(sample.labels, sample.rows * sample.columns)
    const kept = before.map((label) => (wanted.has(label) ? label : 0))
    return { ...sample, labels: encodeRuns(kept), hash: hashLabels(kept) }
  })
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
