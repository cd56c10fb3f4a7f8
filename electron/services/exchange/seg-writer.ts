import { join } from 'node:path'
import { writeSegmentation, type FrameLabels } from '../../dicom/seg/write-segmentation'
import { decodeRuns } from '../../ipc/run-length'
import { writeFileDurably } from '../../storage/durable-file'
import type { MaskSample } from '../../storage/mask-samples'
import { samplesByInstance, type ExchangeLibrary, type WrittenMasks } from './exchange-library'
import { algorithmOfMask, personOf } from './mask-provenance'

/** Writes one DICOM segmentation per image. Pictures that are no DICOM objects cannot be referred to and are listed as skipped. */
export async function writeSegmentations(out: string, samples: readonly MaskSample[], { database, library, userName, softwareVersion }: ExchangeLibrary, signal?: AbortSignal): Promise<WrittenMasks> {
  const skipped: string[] = []
  let written = 0
  for (const [instanceId, own] of samplesByInstance(samples)) {
    signal?.throwIfAborted()
    const { header, sourceName } = library.instance(instanceId)
    if (header.kind !== 'dicom' || header.sopClassUid === '') {
      skipped.push(`${sourceName} is not a DICOM image, so that no DICOM segmentation can refer to it; its masks (${own.length}) were left out.`)
      continue
    }
    const frames = own.map((sample): FrameLabels => ({ frame: sample.frame, labels: decodeRuns(sample.labels, sample.rows * sample.columns), algorithm: algorithmOfMask(database, sample) }))
    await writeFileDurably(join(out, `i${String(instanceId).padStart(6, '0')}.seg.dcm`), writeSegmentation({ image: header, frames, contentCreator: creatorOf(own, frames, userName), softwareVersion, now: new Date() }))
    written += own.length
  }
  return { written, skipped }
}

/** The person who drew or, where only a model did, who approved; else who exports. */
function creatorOf(samples: readonly MaskSample[], frames: readonly FrameLabels[], userName: string): string {
  const persons = samples.map(({ author }, index) => personOf(author, frames[index]!.algorithm))
  return persons.find((person) => person !== null) ?? samples.find(({ version }) => version !== null)?.version?.approvedBy ?? userName
}
