import { blandAltman, mean, standardDeviation } from '../../ml/metrics/bland-altman'
import type { Differences } from '../../ml/metrics/difference-regions'
import type { EngineAccess } from '../engine/engine-access'
import type { CallContext, Implementation } from '../ipc/contract'
import type { AgreementReport, FrameKey, readingsContract, ReadPair, WholeDecision } from '../ipc/contract/index'
import { ServiceEvents } from '../ipc/emitter'
import { decodeRuns } from '../ipc/run-length'
import { ServiceError } from '../ipc/service-error'
import type { Database } from '../storage/database'
import { instanceOf, LibraryStore } from '../storage/library-store'
import { readFrameSize, readMask } from '../storage/mask-rows'
import { MeasurementStore } from '../storage/measurement-store'
import { openReading, requireReader } from '../storage/open-reading'
import type { KeptReading, ReadingStore } from '../storage/reading-store'
import type { MaskComparer } from './mask-comparer'
import type { MaskSources } from './mask-sources'
import type { MasksService } from './masks-service'
import type { ModelsService } from './models-service'

export interface ReadingsServiceOptions {
  readonly database: Database
  readonly masks: Pick<MasksService, 'announced' | 'store'>
  readonly models: Pick<ModelsService, 'published'>
  readonly store: ReadingStore
  readonly sources: MaskSources
  readonly comparer: MaskComparer
  readonly engine: Pick<EngineAccess, 'vessel'>
}

interface Pair extends FrameKey {
  readonly first: number
  readonly second: number
}

/** Two people on one frame: independent readings, their agreement, and deciding where they differ. */
export class ReadingsService {
  readonly events = new ServiceEvents<typeof readingsContract>()

  constructor(private readonly options: ReadingsServiceOptions) {}

  readonly implementation: Implementation<typeof readingsContract> = {
    list: (key, { person }) => this.options.store.list(key, person.name),
    start: async ({ from, ...key }, { signal, person }) => {
      const begin = from === 'prediction' ? await this.prediction(key, person.name, signal) : this.empty(key, person.name)
      return this.announced(key, this.options.store.start(key, person.name, begin))
    },
    finish: (key, { person }) => this.announced(key, this.options.store.finish(key, person.name)),
    discard: (key, { person }) => this.announced(key, this.options.store.discard(key, person.name)),
    differences: async (pair, { person, signal }) => (await this.differences(pair, person.name, signal)).regions,
    adjudicate: ({ take, ...pair }, { person }) => {
      const { first, second, size } = this.opened(pair, person.name)
      const name = { first: `Adjudication: as read in reading ${first.number}`, second: `Adjudication: as read in reading ${second.number}`, agreement: 'Adjudication: agreement', union: 'Adjudication: union' }[take]
      return this.options.masks.announced(frameOf(pair), this.options.store.adjudicate(frameOf(pair), person.name, name, { first, second }, decided(labelsOf(first, size), labelsOf(second, size), take)))
    },
    decide: async ({ take, where, ...pair }, { person, signal }) => {
      const { regionOf, regions: found } = await this.differences(pair, person.name, signal)
      const { first, second, size } = this.opened(pair, person.name)
      const regions = 'regions' in where ? where.regions : [(regionOf[where.y * size.columns + where.x] ?? 0) - 1]
      if (regions.some((region) => region < 0 || region >= found.length)) throw new ServiceError('invalid-input', `These readings differ in ${found.length} regions, and not in the one that was to be decided.`)
      const chosen = new Set(regions.map((region) => region + 1))
      const mask = readMask(this.options.database, pair)
      const labels = mask ? decodeRuns(mask.labels, size.rows * size.columns) : new Uint8Array(size.rows * size.columns)
      const from = labelsOf(take === 'first' ? first : second, size)
      for (let i = 0; i < labels.length; i++) if (chosen.has(regionOf[i]!)) labels[i] = from[i]!
      const what = regions.length === 1 ? 'a region' : `${regions.length} regions`
      const name = `Adjudication: ${what} as in reading ${(take === 'first' ? first : second).number}`
      return this.options.masks.announced(frameOf(pair), this.options.store.adjudicate(frameOf(pair), person.name, name, { first, second }, labels))
    },
    agreement: (_input, context) => this.agreement(context),
  }

  private async agreement({ signal, progress, person }: CallContext<{ done: number; total: number }>): Promise<AgreementReport> {
    const { store, comparer } = this.options
    const frames = store.readTwice(person.name)
    const pairs: ReadPair[] = []
    for (const [done, { rows, columns, ...frame }] of frames.entries()) {
      signal.throwIfAborted()
      const readings = store.finished(frame)
      const pixel = this.pixelSize(frame.instanceId)
      for (const [index, second] of readings.entries()) {
        for (const first of readings.slice(0, index)) {
          pairs.push({ ...frame, ...pixel, first: withoutLabels(first), second: withoutLabels(second), figures: await comparer.figures(first, second, { rows, columns }, 'vessel', signal) })
        }
      }
      progress({ done: done + 1, total: frames.length })
    }
    return { pairs, summary: pairs.length === 0 ? null : summaryOf(pairs) }
  }

  /** What makes millimetres of the pixels of an image. */
  private pixelSize(instanceId: number): Pick<ReadPair, 'imagerPixelSpacing' | 'calibratedPixelSpacing' | 'calibration'> {
    const { database } = this.options
    const { imagerPixelSpacing, calibratedPixelSpacing } = instanceOf(new LibraryStore(database).instance(instanceId))
    return { imagerPixelSpacing, calibratedPixelSpacing, calibration: new MeasurementStore(database).calibration(instanceId) }
  }

  private async prediction(key: FrameKey, who: string, signal: AbortSignal) {
    const { models, sources, database } = this.options
    const { id, name } = models.published()
    const { labels } = (await sources.read(key, { kind: 'model', modelId: id }, who, signal))!
    const { rows, columns } = readFrameSize(database, key)
    return { labels: decodeRuns(labels, rows * columns), change: { name: 'Independent reading from the prediction', author: { kind: 'model' as const, name: `${name} (${id})` }, status: 'predicted' as const } }
  }

  private empty(key: FrameKey, who: string) {
    const { rows, columns } = readFrameSize(this.options.database, key)
    return { labels: new Uint8Array(rows * columns), change: { name: 'Independent reading from nothing', author: { kind: 'human' as const, name: who }, status: 'corrected' as const } }
  }

  /** By the vessel engine: on a large frame they take a while, in which the host would answer nobody. */
  private differences(pair: Pair, who: string, signal: AbortSignal): Promise<Differences> {
    const { first, second, size } = this.opened(pair, who)
    return this.options.engine.vessel((client) => client.differences({ a: first.labels, b: second.labels, rows: size.rows, columns: size.columns }, { signal }))
  }

  /** Both readings; refused to somebody who is reading the frame. */
  private opened(pair: Pair, who: string): { first: KeptReading; second: KeptReading; size: { rows: number; columns: number } } {
    const { database, store, sources } = this.options
    const key = frameOf(pair)
    const size = readFrameSize(database, key)
    requireReader(openReading(database, key), { author: { kind: 'human', name: who } })
    if (sources.floor(key, who) > 0) throw new ServiceError('forbidden', 'Finish your own reading of this frame before deciding between readings.')
    if (pair.first === pair.second) throw new ServiceError('invalid-input', 'Deciding takes two different readings.')
    return { first: store.kept(key, pair.first), second: store.kept(key, pair.second), size }
  }

  /** Another set of readings, and with it perhaps other masks that the person may see. */
  private announced<T>(key: FrameKey, answer: T): T {
    this.events.emit('changed', frameOf(key))
    return this.options.masks.announced(frameOf(key), answer)
  }
}

/** Where both found vessel and named it differently, agreement and union keep the first reader's name. */
function decided(a: Uint8Array, b: Uint8Array, take: WholeDecision): Uint8Array {
  if (take === 'first') return a
  if (take === 'second') return b
  return a.map((label, i) => (take === 'union' ? label || b[i]! : b[i] === 0 ? 0 : label))
}

function frameOf({ instanceId, frame }: FrameKey): FrameKey {
  return { instanceId, frame }
}

function withoutLabels({ id, number, reader, startedAt, finishedAt, version }: KeptReading): ReadPair['first'] {
  return { id, number, reader, startedAt, finishedAt, version }
}

function summaryOf(pairs: readonly ReadPair[]): NonNullable<AgreementReport['summary']> {
  const distances = pairs.flatMap(({ figures }) => figures.hausdorff95 ?? [])
  const { bias, lower, upper } = blandAltman(pairs.map(({ figures }) => [figures.agreement + figures.onlyA, figures.agreement + figures.onlyB]))!
  return {
    dice: spread(pairs.map(({ figures }) => figures.dice)),
    clDice: spread(pairs.map(({ figures }) => figures.clDice)),
    hausdorff95: distances.length === 0 ? null : spread(distances),
    area: { bias, lower, upper },
  }
}

function spread(values: readonly number[]): { mean: number; deviation: number | null } {
  return { mean: mean(values), deviation: standardDeviation(values) }
}

function labelsOf({ labels }: KeptReading, { rows, columns }: { rows: number; columns: number }): Uint8Array {
  return decodeRuns(labels, rows * columns)
}
