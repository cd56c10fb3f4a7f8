import type { EngineAccess } from '../engine/engine-access'
import type { Implementation } from '../ipc/contract'
import type { Author, FrameKey, Label, ReviewStatus, segmentationContract } from '../ipc/contract/index'
import { withLocked, writableLabels } from '../ipc/label-lock'
import { decodeRuns } from '../ipc/run-length'
import { ServiceError } from '../ipc/service-error'
import type { LibraryStore } from '../storage/library-store'
import { requireReader } from '../storage/open-reading'
import type { ReadFrame } from './data-folder-writer'
import { explainFailure } from './explain-failure'
import type { MasksService } from './masks-service'
import type { ModelsService } from './models-service'

export interface SegmentationServiceOptions {
  readonly library: LibraryStore
  readonly masks: MasksService
  readonly models: ModelsService
  readonly engine: Pick<EngineAccess, 'client'>
  readonly readFrame: ReadFrame
  readonly labels: () => readonly Label[]
}

type Published = ReturnType<ModelsService['published']>

/** Frames of a run that are under way at once: while the engine is at one, the next is decoded and waits. */
const inFlight = 2
/** Masks that carry a person's work; a whole run leaves them as they are. */
const reviewed: readonly ReviewStatus[] = ['corrected', 'approved', 'returned']

/** Segments frames by the published student; each result is one undoable act on the frame's mask. */
export class SegmentationService {
  constructor(private readonly options: SegmentationServiceOptions) {}

  readonly implementation: Implementation<typeof segmentationContract> = {
    segmentFrame: async ({ instanceId, frame }, { signal, person }) => {
      const key = { instanceId, frame }
      this.requireFrame(key)
      if (this.options.masks.store.status(key) === 'approved') throw new ServiceError('conflict', 'The mask of this frame is approved; reopen it before segmenting it anew.')
      const model = this.options.models.published()
      requireReader(this.options.masks.store.openReading(key), { author: authorOf(model), askedBy: person.name })
      const start = performance.now()
      const { mask, uncertainty, ...timing } = await this.infer(key, model, signal)
      const storeStart = performance.now()
      this.store(key, model, { mask, uncertainty }, person.name)
      const end = performance.now()
      const vesselFraction = mask.reduce((count, label) => count + (label === 0 ? 0 : 1), 0) / mask.length
      return { ...key, modelId: model.id, modelName: model.name, vesselFraction, timing: { ...timing, storeMs: end - storeStart, totalMs: end - start } }
    },

    segmentRun: async ({ instanceId, fromFrame = 0 }, { signal, progress, person }) => {
      const { header } = this.options.library.instance(instanceId)
      this.requireFrame({ instanceId, frame: fromFrame })
      const model = this.options.models.published()
      const total = header.frames - fromFrame
      const counts = { segmented: 0, kept: 0 }
      // One failure ends all that is under way.
      const failed = new AbortController()
      const either = AbortSignal.any([signal, failed.signal])
      let next = fromFrame
      const work = async (): Promise<void> => {
        while (next < header.frames) {
          const key = { instanceId, frame: next++ }
          if (await this.segmentUnreviewed(key, model, person.name, either)) counts.segmented++
          else counts.kept++
          progress({ done: counts.segmented + counts.kept, total, frame: key.frame })
        }
      }
      const workers = Array.from({ length: inFlight }, () =>
        work().catch((error: unknown) => {
          failed.abort(error)
          throw error
        }),
      )
      await Promise.allSettled(workers)
      signal.throwIfAborted()
      failed.signal.throwIfAborted()
      return counts
    },
  }

  /** False when the frame carries a person's work or is being read, also when that began while the engine was at it. */
  private async segmentUnreviewed(key: FrameKey, model: Published, askedBy: string, signal: AbortSignal): Promise<boolean> {
    const { store } = this.options.masks
    const isKept = () => reviewed.includes(store.status(key)) || store.openReading(key) !== null
    signal.throwIfAborted()
    if (isKept()) return false
    const predicted = await this.infer(key, model, signal)
    if (isKept()) return false
    this.store(key, model, predicted, askedBy)
    return true
  }

  private async infer(key: FrameKey, model: Published, signal: AbortSignal): Promise<{ mask: Uint8Array; uncertainty: number; frameMs: number; inferenceMs: number; postprocessMs: number }> {
    try {
      const start = performance.now()
      const frame = await this.options.readFrame(key.instanceId, key.frame)
      const frameMs = performance.now() - start
      signal.throwIfAborted()
      const { mask, uncertainty, inferenceMs, postprocessMs } = await this.options.engine.client.segment({ modelFolder: model.folder, frame }, { signal })
      return { mask, uncertainty, frameMs, inferenceMs, postprocessMs }
    } catch (error) {
      throw explainFailure(error, 'The frame could not be segmented')
    }
  }

  private store(key: FrameKey, model: Published, { mask, uncertainty }: { mask: Uint8Array; uncertainty: number }, askedBy: string): void {
    const { masks } = this.options
    const author = authorOf(model)
    masks.announced(key, masks.store.replace(key, { name: 'segmentation', author, status: 'predicted', askedBy, prediction: { model: author.name, uncertainty } }, this.keepingLocked(key, mask)))
  }

  /** Labels that are locked or hidden stay as they are under a prediction too. */
  private keepingLocked(key: FrameKey, mask: Uint8Array): Uint8Array {
    const writable = writableLabels(this.options.labels())
    return writable.includes(0) ? withLocked(decodeRuns(this.options.masks.store.get(key).labels, mask.length), mask, writable) : mask
  }

  private requireFrame({ instanceId, frame }: FrameKey): void {
    const { frames } = this.options.library.instance(instanceId).header
    if (frame >= frames) throw new ServiceError('not-found', `This image has ${frames} frames; there is no frame ${frame + 1}.`)
  }
}

function authorOf({ name, id }: Published): Author {
  return { kind: 'model', name: `${name} (${id})` }
}
