import type { CallContext, Implementation } from '../ipc/contract'
import type { ImportReport, libraryContract } from '../ipc/contract/index'
import { ServiceEvents } from '../ipc/emitter'
import { ServiceError } from '../ipc/service-error'
import type { Database } from '../storage/database'
import { instanceOf, LibraryStore, type StoredInstance } from '../storage/library-store'
import { querySeries } from '../storage/query-series'
import { SeriesIndex } from '../storage/series-index'
import type { ObjectStore } from '../storage/object-store'
import { FileImporter, type HeaderReader, type ImportHooks } from './file-importer'
import { OneAtATime } from './one-at-a-time'

export interface LibraryServiceOptions {
  readonly database: Database
  readonly objects: ObjectStore
  readonly readers: HeaderReader
  /** Told when images have gone, so that nothing cached of them is served any more. */
  readonly onRemove?: (instances: readonly StoredInstance[]) => Promise<void> | void
}

type ImportContext = Pick<CallContext<{ done: number; total: number; file: string }>, 'signal' | 'progress'>

export type LibraryImportHooks = Pick<ImportHooks, 'pictureDescription' | 'onFile' | 'describe'>

/** What an import is told by whoever asks for it. */
export interface ImportRequest extends Partial<ImportContext>, LibraryImportHooks {
  readonly who: string
}

/** How often a running import tells the pages what is there already. */
const announceEveryMs = 1000

/** Studies, series and instances of this library. */
export class LibraryService {
  readonly events = new ServiceEvents<typeof libraryContract>()
  readonly store: LibraryStore
  readonly index: SeriesIndex
  private readonly changes = new OneAtATime()
  private readonly importer: FileImporter
  private readonly closing = new AbortController()
  private readonly imports = new Set<Promise<unknown>>()

  constructor(private readonly options: LibraryServiceOptions) {
    this.store = new LibraryStore(options.database)
    this.index = new SeriesIndex(options.database)
    this.importer = new FileImporter({ ...options, library: this.store, changes: this.changes })
  }

  readonly implementation: Implementation<typeof libraryContract> = {
    query: (query) => querySeries(this.index.all(), query),
    rows: ({ seriesIds }) => {
      const all = this.index.all()
      return seriesIds.flatMap((id) => all.get(id) ?? [])
    },
    getSeries: ({ seriesId }) => this.store.series(seriesId),
    getInstance: ({ instanceId }) => instanceOf(this.store.instance(instanceId)),
    removeSeries: async ({ seriesId }, { person }) => {
      const { onRemove } = this.options
      await this.changes.run(async () => {
        const instances = this.store.instancesOfSeries(seriesId)
        this.store.removeSeries(seriesId, person.name)
        await onRemove?.(instances)
        await this.settlePending()
      })
      this.events.emit('changed', { seriesIds: [seriesId] })
      return {}
    },
  }

  /** Imports files and folders; pages are told as the studies arrive, also when it ends early. */
  importPaths(paths: readonly string[], request: ImportRequest): Promise<ImportReport> {
    const running = this.runImport(paths, request)
    const settled = running.catch(() => undefined).finally(() => this.imports.delete(settled))
    this.imports.add(settled)
    return running
  }

  /** Finishes what a program that was killed in the middle of an import or a removal has left. Returns how many copies were removed. */
  finishPending(): Promise<number> {
    return this.changes.run(() => this.settlePending())
  }

  private async settlePending(): Promise<number> {
    let removed = 0
    for (const hash of this.store.pendingObjects()) {
      if (!this.store.findByHash(hash)) {
        await this.options.objects.remove(hash)
        removed++
      }
      this.store.clearPending(hash)
    }
    return removed
  }

  /** Ends running imports after the file that each is at; what they had imported stays. */
  async close(): Promise<void> {
    this.closing.abort(new ServiceError('closed', 'The program is being closed.'))
    await Promise.all(this.imports)
    await this.changes.run(async () => undefined)
  }

  private async runImport(paths: readonly string[], { who, signal, progress, ...hooks }: ImportRequest): Promise<ImportReport> {
    const arrived = new Set<number>()
    let announcedAt = performance.now()
    const announce = () => {
      announcedAt = performance.now()
      if (arrived.size > 0) this.events.emit('changed', { seriesIds: [...arrived] })
      arrived.clear()
    }
    try {
      return await this.importer.importPaths(paths, {
        signal: signal ? AbortSignal.any([signal, this.closing.signal]) : this.closing.signal,
        ...hooks,
        who,
        onProgress: (state) => progress?.(state),
        onImported: (seriesId) => {
          arrived.add(seriesId)
          if (performance.now() - announcedAt >= announceEveryMs) announce()
        },
      })
    } finally {
      announce()
    }
  }
}
