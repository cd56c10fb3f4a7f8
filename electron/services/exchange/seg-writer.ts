import { join } from 'node:path'
import { limits } from '../../dicom/limits'
import { writeSegmentation, type FrameLabels } from '../../dicom/seg/write-segmentation'
import { writeFileDurably } from '../../storage/durable-file'
import type { MaskSample } from '../../storage/mask-samples'
import { fileNameOf, samplesByInstance, type ExchangeLibrary, type ExportHooks, type WrittenMasks } from './exchange-library'
import { writeFrameNotes, type FrameNotes } from './frame-notes'

/** Writes one DICOM segmentation per image. Pictures that are no DICOM objects cannot be referred to and are listed as skipped. */
export async function writeSegmentations(out: string, samples: readonly MaskSample[], source: Omit<ExchangeLibrary, 'readFrame'>, { signal, onProgress }: ExportHooks = {}): Promise<WrittenMasks> {
  const { labels, userName, softwareVersion } = source
  const skipped: string[] = []
  let written = 0
  let done = 0
  for (const [instanceId, own] of samplesByInstance(samples)) {
    signal?.throwIfAborted()
    onProgress?.(done, samples.length)
    done += own.length
    const { header, sourceName } = source.image(instanceId)
    if (header.kind !== 'dicom' || header.sopClassUid === '') {
      skipped.push(`${sourceName} is not a DICOM image, so that no DICOM segmentation can refer to it; its masks (${own.length}) were left out.`)
      continue
    }
    const notes = own.map((sample) => [sample.frame, source.notesOf(sample)] as const)
    const frames = own.map((sample, index): FrameLabels => ({ frame: sample.frame, runs: sample.labels, algorithm: notes[index]![1].algorithm }))
    const provenance = writeFrameNotes(notes)
    if (Buffer.byteLength(provenance) > limits.valueBytes) skipped.push(`${sourceName} has masks on so many frames that its segmentation could not carry who approved each of them.`)
    const file = join(out, `${fileNameOf(instanceId)}.seg.dcm`)
    const bytes = writeSegmentation({
      image: header, frames, lookOf: (label) => labels.lookOf(label), contentCreator: creatorOf(notes, userName), softwareVersion, now: new Date(),
      provenance: Buffer.byteLength(provenance) > limits.valueBytes ? undefined : provenance,
    })
    await writeFileDurably(file, bytes)
    written += own.length
  }
  onProgress?.(samples.length, samples.length)
  return { written, skipped }
}

/** The person who drew or, where only a model did, who approved; else who exports. */
function creatorOf(notes: readonly (readonly [frame: number, notes: FrameNotes])[], userName: string): string {
  const persons = notes.map(([, { person }]) => person)
  return persons.find((person) => person !== null) ?? notes.find(([, { approval }]) => approval !== null)?.[1].approval?.approvedBy ?? userName
}
