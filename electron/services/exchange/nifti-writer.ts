import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import type { ImageHeader } from '../../dicom/image-header'
import { decodeRuns } from '../../ipc/run-length'
import { writeFileDurably } from '../../storage/durable-file'
import type { MaskSample } from '../../storage/mask-samples'
import { fileNameOf, provenanceOf, samplesByInstance, type ExchangeLibrary, type ExportHooks, type WrittenMasks } from './exchange-library'
import { niftiHeader } from './nifti-header'

/** NIfTI-1 counts in signed 16 bits. */
const largestDimension = 32_767

/**
 * Writes the masks of each image as a label series (`NAME.nii.gz`, NIfTI-1): x to the right, y down, one slice, time. All frames of the
 * run are in it, so that time is true; `NAME.json` says which of them have a mask, by whom, what the labels are called, and what the units rest on.
 */
export async function writeNiftiSeries(out: string, samples: readonly MaskSample[], source: Pick<ExchangeLibrary, 'image' | 'notesOf' | 'labels'>, { signal, onProgress }: ExportHooks = {}): Promise<WrittenMasks> {
  const skipped: string[] = []
  let written = 0
  let done = 0
  for (const [instanceId, own] of samplesByInstance(samples)) {
    onProgress?.(done, samples.length)
    done += own.length
    const { header, sourceName } = source.image(instanceId)
    if (Math.max(header.rows, header.columns, header.frames) > largestDimension) {
      skipped.push(`${sourceName} is too large for NIfTI-1, which ends at ${largestDimension} pixels or frames; its masks (${own.length}) were left out.`)
      continue
    }
    const name = fileNameOf(instanceId)
    await writeFileDurably(join(out, `${name}.nii.gz`), await compressed(volume(header, own, signal)))
    await writeFileDurably(join(out, `${name}.json`), `${JSON.stringify(sidecar(header, own, source), null, 2)}\n`)
    written += own.length
  }
  onProgress?.(samples.length, samples.length)
  return { written, skipped }
}

/** The file frame by frame: a long run is never whole in memory. */
function* volume(header: ImageHeader, samples: readonly MaskSample[], signal?: AbortSignal): Generator<Uint8Array> {
  yield niftiHeader(header)
  const pixels = header.rows * header.columns
  const masks = new Map(samples.map((sample) => [sample.frame, sample]))
  for (let frame = 0; frame < header.frames; frame++) {
    signal?.throwIfAborted()
    const mask = masks.get(frame)
    yield mask ? decodeRuns(mask.labels, pixels) : new Uint8Array(pixels)
  }
}

async function compressed(parts: Iterable<Uint8Array>): Promise<Buffer> {
  const chunks: Buffer[] = []
  const source = Readable.from(parts, { objectMode: false })
  const gzip = createGzip()
  source.on('error', (error) => gzip.destroy(error))
  for await (const chunk of source.pipe(gzip)) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function sidecar({ imagerPixelSpacing, frameTimeMs, frames, rows, columns }: ImageHeader, samples: readonly MaskSample[], source: Pick<ExchangeLibrary, 'notesOf' | 'labels'>): Record<string, unknown> {
  const used = new Set(samples.flatMap((sample) => [...new Set(decodeRuns(sample.labels, rows * columns))]))
  used.delete(0)
  return {
    axes: 'x to the right, y down, one slice, time',
    spatialUnit: imagerPixelSpacing ? 'mm at the detector (ImagerPixelSpacing), not in the patient' : 'unknown: pixels',
    temporalUnit: frameTimeMs === null ? 'unknown: frames' : 'ms',
    frames,
    labels: [...used].sort((one, other) => one - other).map((value) => ({ value, ...source.labels.lookOf(value) })),
    masks: samples.map((sample) => provenanceOf(source, sample)),
  }
}
