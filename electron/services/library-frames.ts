import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReaderPool } from '../dicom/reader-pool'
import type { RawFrame } from '../ipc/contract/engine'
import { ServiceError } from '../ipc/service-error'
import type { LibraryFolder } from '../storage/library-folder'
import { instanceOf, type LibraryStore, type StoredInstance } from '../storage/library-store'
import { explainFailure } from './explain-failure'
import { FrameStore, thumbnailName } from './frame-store'

/** Frames and thumbnails of a library's images by their ids. */
export class LibraryFrames {
  private readonly frames: FrameStore
  private readonly thumbnailFolder: string

  private readonly objects: LibraryFolder['objects']

  constructor(
    { folder, objects }: Pick<LibraryFolder, 'folder' | 'objects'>,
    private readonly library: LibraryStore,
    readers: ReaderPool,
  ) {
    this.objects = objects
    this.thumbnailFolder = join(folder, 'thumbnails')
    this.frames = new FrameStore({
      pool: readers,
      fileOf: (instanceId) => objects.fileOf(library.instance(instanceId).objectHash),
      thumbnailSource: (seriesId) => instanceOf(library.instancesOfSeries(seriesId)[0]!),
      thumbnailFolder: this.thumbnailFolder,
    })
  }

  /** Fails with `not-found` or `unreadable-file`. */
  async read(instanceId: number, frame: number): Promise<RawFrame> {
    const stored = this.library.instance(instanceId)
    const { rows, columns, frames, bitsAllocated, signed, samplesPerPixel, inverted } = stored.header
    if (frame >= frames) throw new ServiceError('not-found', `This image has ${frames} frames; there is no frame ${frame + 1}.`)
    const { pixels } = await namingSource(stored, this.frames.getFrame(instanceOf(stored), frame))
    return { rows, columns, pixels, bitsAllocated, signed, samplesPerPixel, inverted }
  }

  /** Fails with `not-found` or `unreadable-file`. */
  async thumbnail(seriesId: number, signal?: AbortSignal): Promise<Uint8Array> {
    const thumbnail = await namingSource(this.library.instancesOfSeries(seriesId)[0]!, this.frames.getThumbnail(seriesId, signal))
    if (!thumbnail) throw new ServiceError('not-found', `There is no series ${seriesId} in the library (any more).`)
    return thumbnail
  }

  /** Nothing of a removed image stays. */
  async forget(instances: readonly StoredInstance[]): Promise<void> {
    for (const { id, objectHash } of instances) {
      this.frames.forget(id)
      await rm(join(this.thumbnailFolder, thumbnailName(this.objects.fileOf(objectHash))), { force: true })
    }
  }
}

/** Errors of the library's copy, which lies under its hash, in the name that the person knows. */
async function namingSource<T>(stored: StoredInstance, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const explained = explainFailure(error, `The library's copy of ${stored.sourceName} cannot be read`)
    throw explained instanceof ServiceError ? new ServiceError(explained.code, explained.message.replaceAll(stored.objectHash, stored.sourceName), explained.details) : explained
  }
}
