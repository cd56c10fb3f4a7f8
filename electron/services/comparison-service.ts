import type { CallContext, Implementation } from '../ipc/contract'
import type { ComparedCase, ComparedCases, ComparisonBasis, comparisonContract, FrameComparison, FrameKey, MaskSource } from '../ipc/contract/index'
import { ServiceError } from '../ipc/service-error'
import type { Database } from '../storage/database'
import { instanceOf, type LibraryStore } from '../storage/library-store'
import { listActs, predictionAct } from '../storage/mask-acts'
import type { MaskReview } from '../storage/mask-review'
import { readFrameSize, readMask } from '../storage/mask-rows'
import { listVersions, returnedLabels, versionLabels } from '../storage/mask-versions'
import type { ReadingStore } from '../storage/reading-store'
import { labelAgreements, type MaskComparer } from './mask-comparer'
import type { MaskSources, SourcedMask } from './mask-sources'

export interface ComparisonServiceOptions {
  readonly database: Database
  readonly library: LibraryStore
  readonly review: MaskReview
  readonly readings: ReadingStore
  readonly sources: MaskSources
  readonly comparer: MaskComparer
}

interface Sides {
  readonly a: MaskSource
  readonly b: MaskSource
  readonly basis: ComparisonBasis
}

interface ReadSides {
  readonly a: SourcedMask | null
  readonly b: SourcedMask | null
}

/** Acts offered as points of the history. */
const offeredActs = 40

/** Masks from two sides, and how they agree: on a frame, along a series, over all approved frames. */
export class ComparisonService {
  constructor(private readonly options: ComparisonServiceOptions) {}

  readonly implementation: Implementation<typeof comparisonContract> = {
    choices: (key, { person }) => {
      const { database, sources, readings } = this.options
      readFrameSize(database, key)
      const mask = readMask(database, key)
      if (!mask) return { predicted: false, returned: false, versions: [], readings: [], acts: [] }
      const floor = sources.floor(key, person.name)
      return {
        predicted: predictionAct(database, key, mask.act, Math.max(0, floor - 1)) !== null,
        returned: floor === 0 && returnedLabels(database, key) !== null,
        versions: floor > 0 ? [] : listVersions(database, key).map(({ number, author, reason, createdAt }) => ({ number, author, reason, createdAt })),
        readings: floor > 0 ? [] : readings.finished(key).map(({ number, reader, finishedAt }) => ({ number, reader, finishedAt: finishedAt! })),
        acts: listActs(database, key, offeredActs, mask.act + 1).filter(({ sequence }) => sequence >= floor).map(({ sequence, name, author }) => ({ sequence, name, author })),
      }
    },
    mask: async ({ source, ...key }, { signal, person }) => {
      const mask = await this.options.sources.read(key, source, person.name, signal)
      return mask ? { labels: mask.labels, hash: mask.hash } : { labels: null, hash: null }
    },
    frame: async ({ instanceId, frame, ...sides }, { signal, person }) => {
      const key = { instanceId, frame }
      const { a, b } = await this.read(key, sides, person.name, signal)
      return { ...(await this.judged(key, { a, b }, sides.basis, signal)), byLabel: a && b ? labelAgreements(a, b, readFrameSize(this.options.database, key)) : [] }
    },
    series: ({ seriesId, ...sides }, context) => this.series(seriesId, sides, context),
    cases: ({ modelIds }, context) => this.cases(modelIds, context),
  }

  private async series(seriesId: number, sides: Sides, { signal, progress, person }: CallContext<{ done: number; total: number; row: FrameComparison }>): Promise<FrameComparison[]> {
    const keys = this.options.library.instancesOfSeries(seriesId).flatMap(({ id, header }) => Array.from({ length: header.frames }, (_, frame): FrameKey => ({ instanceId: id, frame })))
    const rows: FrameComparison[] = []
    for (const key of keys) {
      signal.throwIfAborted()
      const row = await this.judged(key, await this.read(key, sides, person.name, signal), sides.basis, signal)
      rows.push(row)
      progress({ done: rows.length, total: keys.length, row })
    }
    return rows
  }

  private async cases(modelIds: readonly string[], { signal, progress, person }: CallContext<{ done: number; total: number }>): Promise<ComparedCases> {
    const { database, library, review, sources, comparer } = this.options
    const cases: ComparedCase[] = review.queue().flatMap(({ instanceId, frame, seriesId, patientId, sourceName, approvedBy, approvedAt, version }) => [
      { instanceId, frame, seriesId, patientId, sourceName, version, approvedBy, approvedAt, models: [] },
    ])
    const images = [...new Set(cases.map(({ instanceId }) => instanceId))].map((instanceId) => instanceOf(library.instance(instanceId)))
    const total = cases.length * modelIds.length
    let done = 0
    // Model by model: each is loaded once.
    for (const modelId of modelIds) {
      for (const one of cases) {
        signal.throwIfAborted()
        const key = { instanceId: one.instanceId, frame: one.frame }
        const approved = versionLabels(database, key, one.version)
        if (!approved) throw new ServiceError('not-found', `Version ${one.version} of image ${one.instanceId}, frame ${one.frame + 1}, is no longer in the library.`)
        const predicted = await sources.read(key, { kind: 'model', modelId }, person.name, signal)
        one.models.push({ modelId, figures: await comparer.figures(approved, predicted!, readFrameSize(database, key), 'vessel', signal) })
        progress({ done: ++done, total })
      }
    }
    return { cases, images }
  }

  private async judged(key: FrameKey, { a, b }: ReadSides, basis: ComparisonBasis, signal: AbortSignal): Promise<FrameComparison> {
    const missing = [...(a ? [] : ['a' as const]), ...(b ? [] : ['b' as const])]
    return { ...key, missing, figures: a && b ? await this.options.comparer.figures(a, b, readFrameSize(this.options.database, key), basis, signal) : null }
  }

  /** One after the other: both may be models, and the engine takes one frame at a time anyway. */
  private async read(key: FrameKey, { a, b }: Sides, who: string, signal: AbortSignal): Promise<ReadSides> {
    const first = await this.options.sources.read(key, a, who, signal)
    return { a: first, b: await this.options.sources.read(key, b, who, signal) }
  }
}
