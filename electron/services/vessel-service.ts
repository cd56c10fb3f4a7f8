import type { EngineAccess } from '../engine/engine-access'
import type { VesselClient } from '../engine/vessel-process'
import type { Implementation } from '../ipc/contract'
import type { FrameKey, vesselContract } from '../ipc/contract/index'
import { ServiceError } from '../ipc/service-error'
import type { ReadFrame } from './data-folder-writer'
import { explainFailure } from './explain-failure'
import type { ModelsService } from './models-service'

export interface VesselServiceOptions {
  readonly models: Pick<ModelsService, 'published'>
  readonly engine: Pick<EngineAccess, 'client' | 'vessel'>
  readonly readFrame: ReadFrame
}

interface Prepared {
  /** Their name in the vessel engine. */
  readonly maps: string
  readonly evidence: Uint8Array
  readonly modelName: string | null
  readonly withoutModel: string | null
}

/** Frames whose evidence is kept here for pages that come back to them. */
const keptFrames = 16

/**
 * The smart tools' services. The student's probability comes from the inference engine; everything else runs in the vessel engine, so
 * that a path to a moving pointer never waits behind a net.
 */
export class VesselService {
  /** By frame; a promise, so that two calls prepare a frame once. */
  private readonly prepared = new Map<string, Promise<Prepared>>()

  constructor(private readonly options: VesselServiceOptions) {}

  readonly implementation: Implementation<typeof vesselContract> = {
    maps: async (key) => {
      const { evidence, modelName, withoutModel } = await this.ready(key)
      return { evidence, modelName, withoutModel }
    },
    trace: ({ instanceId, frame, from, to }) => this.onMaps({ instanceId, frame }, (vessels, maps) => vessels.trace({ maps, from, to })),
    correct: ({ instanceId, frame, ...input }) => this.onMaps({ instanceId, frame }, (vessels, maps) => vessels.correct({ maps, ...input })),
  }

  /**
   * Runs a call on a frame's maps; they are made anew, once, when the vessel engine has forgotten them or was restarted. Every other
   * failure is passed on as it is.
   */
  async onMaps<T>(key: FrameKey, act: (vessels: VesselClient, maps: string) => Promise<T>): Promise<T> {
    const call = async (): Promise<T> => {
      const { maps } = await this.ready(key)
      return this.options.engine.vessel((vessels) => act(vessels, maps))
    }
    try {
      return await call()
    } catch (error) {
      if (!isForgotten(error)) throw error
    }
    this.prepared.delete(nameOf(key))
    try {
      return await call()
    } catch (error) {
      throw isForgotten(error) ? new ServiceError('engine-unavailable', 'The frame was analysed twice, and both times the vessel engine had lost the result before it was used: it is short of memory, or restarts again and again.', error.details) : error
    }
  }

  private ready(key: FrameKey): Promise<Prepared> {
    const model = this.published()
    const name = nameOf(key)
    const known = this.prepared.get(name)
    this.prepared.delete(name)
    const wanted = known?.then((prepared) => (prepared.maps === mapsName(key, model) ? prepared : this.prepare(key, model))) ?? this.prepare(key, model)
    this.prepared.set(name, wanted)
    wanted.catch(() => this.prepared.get(name) === wanted && this.prepared.delete(name))
    const [oldest] = this.prepared.keys()
    if (this.prepared.size > keptFrames && oldest !== undefined) this.prepared.delete(oldest)
    return wanted
  }

  private async prepare(key: FrameKey, model: Published | null): Promise<Prepared> {
    const maps = mapsName(key, model)
    try {
      const frame = await this.options.readFrame(key.instanceId, key.frame)
      const asked = model === null ? { probability: null, withoutModel: 'No student is published.' } : await this.probability(frame, model)
      const { evidence } = await this.options.engine.vessel((vessels) => vessels.prepare({ maps, frame, probability: asked.probability }))
      return { maps, evidence, modelName: asked.probability === null ? null : model!.name, withoutModel: asked.withoutModel }
    } catch (error) {
      throw explainFailure(error, 'The frame could not be analysed')
    }
  }

  /** Without an engine the vessels can still be traced by the picture alone; the page says so. */
  private async probability(frame: Awaited<ReturnType<ReadFrame>>, model: Published): Promise<{ probability: Uint8Array | null; withoutModel: string | null }> {
    try {
      const { probability } = await this.options.engine.client.segment({ modelFolder: model.folder, frame })
      return { probability, withoutModel: null }
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'engine-unavailable') throw error
      return { probability: null, withoutModel: error.message }
    }
  }

  private published(): Published | null {
    try {
      return this.options.models.published()
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'not-found') return null
      throw error
    }
  }
}

/** Of a call on maps that the vessel engine does not know. */
function isForgotten(error: unknown): error is ServiceError {
  return error instanceof ServiceError && error.code === 'not-found' && typeof error.details === 'object' && error.details !== null && 'maps' in error.details
}

type Published = ReturnType<ModelsService['published']>

function nameOf({ instanceId, frame }: FrameKey): string {
  return `${instanceId}/${frame}`
}

function mapsName(key: FrameKey, model: Published | null): string {
  return `${nameOf(key)} by ${model?.id ?? 'nobody'}`
}
