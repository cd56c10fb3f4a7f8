import { join } from 'node:path'
import { connectedComponents } from '../../../ml/metrics/connected-components'
import { skeletonise } from '../../../ml/metrics/skeletonise'
import { vesselLength } from '../../../ml/metrics/vessel-length'
import { csvText } from '../../ipc/csv-text'
import { decodeRuns } from '../../ipc/run-length'
import { writeFileDurably } from '../../storage/durable-file'
import type { MaskSample } from '../../storage/mask-samples'
import { yieldToOthers } from '../yield-to-others'
import type { ExchangeLibrary, ExportHooks } from './exchange-library'

const columns = [
  'name', 'patient', 'series', 'instance', 'sop_instance_uid', 'frame', 'status', 'author_kind', 'author', 'algorithm', 'model', 'model_version',
  'labelled_pixels', 'area_fraction', 'components', 'vessel_length', 'mask_sha256', 'version', 'approved_by', 'approved_at', 'seconds_spent',
]

/**
 * Writes `frames.csv`: one line a frame with its status, who made it, figures, the hash of its labels, the active time spent on it, and one column for the area of each
 * label that occurs. Frames count from 1; all measures are in pixels of the image.
 */
export async function writeFigures(out: string, samples: readonly MaskSample[], source: Pick<ExchangeLibrary, 'notesOf' | 'secondsOn' | 'labels'>, { signal, onProgress }: ExportHooks = {}): Promise<void> {
  const found: ({ sample: MaskSample } & Figures)[] = []
  for (const [index, sample] of samples.entries()) {
    signal?.throwIfAborted()
    onProgress?.(index, samples.length)
    found.push({ sample, ...figuresOf(sample) })
    // Thinning takes a while.
    await yieldToOthers(signal)
  }
  const used = [...new Set(found.flatMap(({ areas }) => [...areas.keys()]))].sort((one, other) => one - other)
  const lines = found.map(({ sample, areas, components, length }) => {
    const { algorithm, approval } = source.notesOf(sample)
    const pixels = sample.rows * sample.columns
    const labelled = [...areas.values()].reduce((sum, area) => sum + area, 0)
    return [
      sample.name, sample.patient, sample.seriesId, sample.instanceId, sample.sopInstanceUid, sample.frame + 1, sample.status, sample.author.kind, sample.author.name,
      algorithm.type, algorithm.name ?? '', algorithm.version ?? '', labelled, Number((labelled / pixels).toFixed(6)), components, Number(length.toFixed(2)),
      sample.hash, sample.version?.number ?? '', approval?.approvedBy ?? '', approval?.approvedAt ?? '', source.secondsOn(sample), ...used.map((label) => areas.get(label) ?? 0),
    ]
  })
  await writeFileDurably(join(out, 'frames.csv'), csvText([[...columns, ...used.map((label) => `area ${source.labels.lookOf(label).name}`)], ...lines]))
  onProgress?.(samples.length, samples.length)
}

interface Figures {
  readonly areas: ReadonlyMap<number, number>
  /** Connected parts of all that is labelled. */
  readonly components: number
  /** Of the vessels' centrelines, px: what comparisons call their length. */
  readonly length: number
}

function figuresOf({ labels: runs, rows, columns: width, vesselLabels }: MaskSample): Figures {
  const mask = decodeRuns(runs, rows * width)
  const areas = new Map<number, number>()
  for (const label of mask) if (label !== 0) areas.set(label, (areas.get(label) ?? 0) + 1)
  const vessel = mask.map((label) => (vesselLabels.has(label) ? 1 : 0))
  const { total } = vesselLength(skeletonise(vessel, rows, width), vessel, rows, width)
  return { areas, components: connectedComponents(mask, rows, width).count, length: total }
}
