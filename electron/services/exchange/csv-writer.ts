import { join } from 'node:path'
import { decodeRuns } from '../../ipc/run-length'
import { writeFileDurably } from '../../storage/durable-file'
import type { MaskSample } from '../../storage/mask-samples'
import { csvField } from '../data-folder-writer'

const columns = [
  'name', 'patient', 'series', 'instance', 'sop_instance_uid', 'frame', 'status', 'author_kind', 'author', 'vessel_pixels', 'area_fraction', 'mask_sha256', 'version', 'approved_by', 'approved_at',
]

/** Writes `frames.csv`: one line a frame with its status, author, figures and the hash of its labels. Frames count from 1. */
export async function writeFigures(out: string, samples: readonly MaskSample[]): Promise<void> {
  const lines = samples.map((sample) => {
    const pixels = sample.rows * sample.columns
    const vessel = decodeRuns(sample.labels, pixels).reduce((count, label) => count + (label === 0 ? 0 : 1), 0)
    return [
      sample.name, sample.patient, sample.seriesId, sample.instanceId, sample.sopInstanceUid, sample.frame + 1, sample.status, sample.author.kind, sample.author.name,
      vessel, Number((vessel / pixels).toFixed(6)), sample.hash, sample.version?.number ?? '', sample.version?.approvedBy ?? '', sample.version?.approvedAt ?? '',
    ]
  })
  await writeFileDurably(join(out, 'frames.csv'), [columns, ...lines].map((fields) => `${fields.map(csvField).join(',')}\n`).join(''))
}
