import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { csvText } from '../ipc/csv-text'
import { decodeRuns } from '../ipc/run-length'
import type { RawFrame } from '../ipc/contract/engine'
import { makeFolder, writeFileDurably } from '../storage/durable-file'
import type { MaskSample } from '../storage/mask-samples'
import { framePng, maskPng } from './frame-picture'

export interface DataFolderHooks {
  readonly signal?: AbortSignal
  onProgress?(done: number, total: number): void
}

/** Name of a sample → SHA-256 (hex) of its two files and of the labels in the library. */
export type SampleHashes = Record<string, { image: string; mask: string; labels: string }>

/** Columns that a manifest has beyond its own. */
export interface ManifestColumns {
  readonly names: readonly string[]
  of(sample: MaskSample): readonly (string | number)[]
}

/** Reads one frame of the library as raw samples. */
export type ReadFrame = (instanceId: number, frame: number) => Promise<RawFrame>

/**
 * Writes frames and masks as a data folder that training reads: `images/NAME.png`, `masks/NAME.png` (255: vessel), `manifest.csv` with patient
 * and provenance, `hashes.json`. The manifest comes last, so that an interrupted export is never taken for a whole one.
 */
export async function writeDataFolder(folder: string, samples: readonly MaskSample[], readFrame: ReadFrame, hooks: DataFolderHooks = {}, more?: ManifestColumns): Promise<SampleHashes> {
  await makeFolder(join(folder, 'images'))
  await makeFolder(join(folder, 'masks'))
  const hashes: SampleHashes = {}
  for (const [index, sample] of samples.entries()) {
    hooks.signal?.throwIfAborted()
    hooks.onProgress?.(index, samples.length)
    const labels = decodeRuns(sample.labels, sample.rows * sample.columns)
    const image = await framePng(await readFrame(sample.instanceId, sample.frame))
    const mask = await maskPng(labels, sample.rows, sample.columns, sample.vesselLabels)
    await writeFileDurably(join(folder, 'images', `${sample.name}.png`), image)
    await writeFileDurably(join(folder, 'masks', `${sample.name}.png`), mask)
    hashes[sample.name] = { image: sha256(image), mask: sha256(mask), labels: sample.hash }
  }
  await writeFileDurably(join(folder, 'hashes.json'), `${JSON.stringify(hashes, null, 2)}\n`)
  await writeFileDurably(join(folder, 'manifest.csv'), manifest(samples, more))
  hooks.onProgress?.(samples.length, samples.length)
  return hashes
}

const columns = ['name', 'patient', 'series', 'instance', 'sop_instance_uid', 'frame', 'status', 'author_kind', 'author', 'mask_sha256', 'version', 'approved_by', 'approved_at']

function manifest(samples: readonly MaskSample[], more?: ManifestColumns): string {
  const lines = samples.map((sample) => [
    sample.name, sample.patient, sample.seriesId, sample.instanceId, sample.sopInstanceUid, sample.frame + 1, sample.status, sample.author.kind, sample.author.name,
    sample.hash, sample.version?.number ?? '', sample.version?.approvedBy ?? '', sample.version?.approvedAt ?? '', ...(more?.of(sample) ?? []),
  ])
  return csvText([[...columns, ...(more?.names ?? [])], ...lines])
}

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}
