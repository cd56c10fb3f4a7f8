import type { EngineAccess } from '../engine/engine-access'
import type { FrameKey, MaskSource } from '../ipc/contract/index'
import { encodeRuns } from '../ipc/run-length'
import { ServiceError } from '../ipc/service-error'
import type { Database } from '../storage/database'
import { predictionAct } from '../storage/mask-acts'
import { labelsAfterAct } from '../storage/mask-history'
import { hashLabels, readFrameSize, readMask } from '../storage/mask-rows'
import { returnedLabels, versionLabels } from '../storage/mask-versions'
import { openReading } from '../storage/open-reading'
import type { ReadingStore } from '../storage/reading-store'
import type { ReadFrame } from './data-folder-writer'
import { explainFailure } from './explain-failure'
import type { ModelsService } from './models-service'

export interface MaskSourcesOptions {
  readonly database: Database
  readonly readings: ReadingStore
  readonly models: Pick<ModelsService, 'folderOf'>
  readonly engine: Pick<EngineAccess, 'client'>
  readonly readFrame: ReadFrame
}

/** Labels of one side, run-length coded, with the hash of the labels. */
export interface SourcedMask {
  readonly labels: Uint8Array
  readonly hash: string
}

/** Predictions kept in memory, run-length coded: about 5 kB each. */
const cachedBytes = 64 * 2 ** 20

/** The masks that can be compared, by where they come from. Predictions are made when asked for and never stored. */
export class MaskSources {
  private readonly predictions = new Map<string, SourcedMask>()
  private predictedBytes = 0

  constructor(private readonly options: MaskSourcesOptions) {}

  /** Null where the frame has no such mask. Fails with `forbidden` what an open reading of the person who asks hides. */
  async read(key: FrameKey, source: MaskSource, who: string, signal?: AbortSignal): Promise<SourcedMask | null> {
    const { database, readings } = this.options
    const size = readFrameSize(database, key)
    if (source.kind === 'model') return this.predict(key, source.modelId, signal)
    const mask = readMask(database, key)
    if (!mask?.author) return null
    const floor = this.floor(key, who)
    switch (source.kind) {
      case 'current':
        return mask
      case 'returned':
        if (floor > 0) throw hidden()
        return returnedLabels(database, key)
      case 'version':
        if (floor > 0) throw hidden()
        return versionLabels(database, key, source.number)
      case 'reading':
        if (floor > 0) throw hidden()
        return readings.finished(key).find(({ number }) => number === source.number) ?? null
      case 'predicted': {
        // A reading that began from the student's prediction began with that act.
        const act = predictionAct(database, key, mask.act, Math.max(0, floor - 1))
        return act === null ? null : sourced(labelsAfterAct(database, key, mask, size, act))
      }
      case 'act':
        if (source.sequence < floor) throw hidden()
        return sourced(labelsAfterAct(database, key, mask, size, source.sequence))
    }
  }

  /** The act before which the person who asks may see nothing of this frame; 0 when everything may be seen. */
  floor(key: FrameKey, who: string): number {
    const open = openReading(this.options.database, key)
    return open !== null && open.reader === who ? open.fromAct : 0
  }

  private async predict(key: FrameKey, modelId: string, signal?: AbortSignal): Promise<SourcedMask> {
    const name = `${modelId}/${key.instanceId}/${key.frame}`
    const known = this.predictions.get(name)
    if (known !== undefined) {
      this.predictions.delete(name)
      this.predictions.set(name, known)
      return known
    }
    try {
      const modelFolder = this.options.models.folderOf(modelId)
      const frame = await this.options.readFrame(key.instanceId, key.frame)
      signal?.throwIfAborted()
      const { mask } = await this.options.engine.client.segment({ modelFolder, frame }, { signal })
      return this.keep(name, { labels: encodeRuns(mask), hash: hashLabels(mask) })
    } catch (error) {
      throw explainFailure(error, 'The frame could not be segmented for the comparison')
    }
  }

  private keep(name: string, prediction: SourcedMask): SourcedMask {
    if (!this.predictions.has(name)) this.predictedBytes += prediction.labels.byteLength
    this.predictions.set(name, prediction)
    for (const [oldest, { labels }] of this.predictions) {
      if (this.predictedBytes <= cachedBytes || oldest === name) break
      this.predictions.delete(oldest)
      this.predictedBytes -= labels.byteLength
    }
    return prediction
  }
}

function sourced(labels: Uint8Array | null): SourcedMask | null {
  return labels && { labels: encodeRuns(labels), hash: hashLabels(labels) }
}

function hidden(): ServiceError {
  return new ServiceError('forbidden', 'You are reading this frame independently: other masks of it are shown when your reading is finished.')
}
