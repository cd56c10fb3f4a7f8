import { join } from 'node:path'
import { segmentLabelOf } from '../../dicom/seg/segmentation'
import { decodeRuns } from '../../ipc/run-length'
import { makeFolder, writeFileDurably } from '../../storage/durable-file'
import type { MaskSample } from '../../storage/mask-samples'
import type { DataFolderHooks, ReadFrame } from '../data-folder-writer'
import { framePng } from '../frame-picture'
import { provenanceOf } from './exchange-library'

/** A mask as COCO writes it without compression: lengths of runs of 0 and 1 in turn, column by column, beginning with 0. */
export interface CocoRuns {
  readonly size: [rows: number, columns: number]
  readonly counts: number[]
}

/**
 * Writes `images/NAME.png` and `annotations.json` (COCO, instances): one annotation for each label of each frame. A frame whose mask is
 * all background has its image and its provenance, but no annotation. The annotations come last, so that an interrupted export has none.
 */
export async function writeCoco(out: string, samples: readonly MaskSample[], readFrame: ReadFrame, hooks: DataFolderHooks = {}): Promise<void> {
  await makeFolder(join(out, 'images'))
  const labels = new Set<number>([1])
  const images: unknown[] = []
  const annotations: unknown[] = []
  for (const [index, sample] of samples.entries()) {
    hooks.signal?.throwIfAborted()
    hooks.onProgress?.(index, samples.length)
    const { rows, columns, name } = sample
    const file = `images/${name}.png`
    await writeFileDurably(join(out, file), await framePng(await readFrame(sample.instanceId, sample.frame)))
    images.push({ id: index + 1, file_name: file, width: columns, height: rows, provenance: provenanceOf(sample) })
    const mask = decodeRuns(sample.labels, rows * columns)
    for (const label of [...new Set(mask)].filter((found) => found !== 0).sort((one, other) => one - other)) {
      labels.add(label)
      const shape = shapeOf(mask, rows, columns, label)
      annotations.push({ id: annotations.length + 1, image_id: index + 1, category_id: label, iscrowd: 0, ...shape })
    }
  }
  const categories = [...labels].sort((one, other) => one - other).map((label) => ({ id: label, name: segmentLabelOf(label), supercategory: 'coronary angiography' }))
  const info = { description: 'Masks of coronary angiography frames', version: '1', contributor: 'LightVessel Workstation', date_created: new Date().toISOString() }
  await writeFileDurably(join(out, 'annotations.json'), `${JSON.stringify({ info, licenses: [], categories, images, annotations })}\n`)
  hooks.onProgress?.(samples.length, samples.length)
}

/** Runs, area and bounding box (x, y, width, height) of one label. */
export function shapeOf(mask: Uint8Array, rows: number, columns: number, label: number): { segmentation: CocoRuns; area: number; bbox: [number, number, number, number] } {
  const counts: number[] = []
  let inside = false
  let length = 0
  let area = 0
  let [left, top, right, bottom] = [columns, rows, -1, -1]
  for (let x = 0; x < columns; x++) {
    for (let y = 0; y < rows; y++) {
      const isLabel = mask[y * columns + x] === label
      if (isLabel !== inside) {
        counts.push(length)
        length = 0
        inside = isLabel
      }
      length++
      if (!isLabel) continue
      area++
      left = Math.min(left, x)
      right = x
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
  }
  counts.push(length)
  return { segmentation: { size: [rows, columns], counts }, area, bbox: [left, top, right - left + 1, bottom - top + 1] }
}
