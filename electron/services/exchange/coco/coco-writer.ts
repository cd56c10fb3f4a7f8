import { join } from 'node:path'
import { decodeRuns } from '../../../ipc/run-length'
import { makeFolder, writeFileDurably } from '../../../storage/durable-file'
import type { MaskSample } from '../../../storage/mask-samples'
import { framePng } from '../../frame-picture'
import { provenanceOf, type ExchangeLibrary, type ExportHooks } from '../exchange-library'
import { polygonsOf, type Polygon } from '../../../dicom/coco/coco-polygons'
import { packRuns, runsOf, type CocoRuns } from '../../../dicom/coco/coco-runs'

/** How a mask is written: packed or plain run lengths, or outlines. */
export const cocoShapes = ['rle', 'counts', 'polygons'] as const
export type CocoShape = (typeof cocoShapes)[number]

/**
 * Writes `images/NAME.png` and `annotations.json` (COCO, instances): one annotation for each label of each frame. A frame whose mask is
 * all background has its image and its provenance, but no annotation. The annotations come last, so that an interrupted export has none.
 */
export async function writeCoco(out: string, samples: readonly MaskSample[], source: Pick<ExchangeLibrary, 'notesOf' | 'labels' | 'readFrame'>, shape: CocoShape, hooks: ExportHooks = {}): Promise<void> {
  const { labels, readFrame } = source
  await makeFolder(join(out, 'images'))
  const used = new Set<number>([1])
  const images: unknown[] = []
  const annotations: unknown[] = []
  for (const [index, sample] of samples.entries()) {
    hooks.signal?.throwIfAborted()
    hooks.onProgress?.(index, samples.length)
    const { rows, columns, name } = sample
    const file = `images/${name}.png`
    await writeFileDurably(join(out, file), await framePng(await readFrame(sample.instanceId, sample.frame)))
    images.push({ id: index + 1, file_name: file, width: columns, height: rows, provenance: provenanceOf(source, sample) })
    const mask = decodeRuns(sample.labels, rows * columns)
    for (const label of [...new Set(mask)].filter((found) => found !== 0).sort((one, other) => one - other)) {
      used.add(label)
      const segmentation = segmentationOf(mask, rows, columns, label, shape)
      annotations.push({ id: annotations.length + 1, image_id: index + 1, category_id: label, iscrowd: 0, segmentation, ...extentOf(mask, rows, columns, label) })
    }
  }
  const categories = [...used].sort((one, other) => one - other).map((label) => ({ id: label, name: labels.lookOf(label).name, supercategory: 'coronary angiography', color: labels.lookOf(label).colour }))
  const info = { description: 'Masks of coronary angiography frames', version: '1', contributor: 'LightVessel Workstation', date_created: new Date().toISOString() }
  await writeFileDurably(join(out, 'annotations.json'), `${JSON.stringify({ info, licenses: [], categories, images, annotations })}\n`)
  hooks.onProgress?.(samples.length, samples.length)
}

function segmentationOf(mask: Uint8Array, rows: number, columns: number, label: number, shape: CocoShape): CocoRuns | Polygon[] {
  if (shape === 'polygons') return polygonsOf(mask, rows, columns, label)
  const counts = runsOf(mask, rows, columns, label)
  return { size: [rows, columns], counts: shape === 'rle' ? packRuns(counts) : counts }
}

/** Number of pixels and bounding box (x, y, width, height) of one label. */
function extentOf(mask: Uint8Array, rows: number, columns: number, label: number): { area: number; bbox: [number, number, number, number] } {
  let area = 0
  let [left, top, right, bottom] = [columns, rows, -1, -1]
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      if (mask[y * columns + x] !== label) continue
      area++
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = y
    }
  }
  return { area, bbox: [left, top, right - left + 1, bottom - top + 1] }
}
