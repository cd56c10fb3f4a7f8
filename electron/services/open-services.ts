import { join } from 'node:path'
import type { ReaderPool } from '../dicom/reader-pool'
import type { EngineAccess } from '../engine/engine-access'
import { contracts } from '../ipc/contract/index'
import type { RpcServer } from '../ipc/rpc-server'
import { ServiceError } from '../ipc/service-error'
import { openLibraryFolder } from '../storage/library-folder'
import { DownloadStore } from '../storage/download-store'
import { vesselLabelsOf } from '../storage/label-store'
import { ReadingStore } from '../storage/reading-store'
import { UploadStore } from '../storage/upload-store'
import { AuditService } from './audit-service'
import { ComparisonService } from './comparison-service'
import type { ReadFrame } from './data-folder-writer'
import { DistillationService } from './distillation-service'
import { ExchangeService } from './exchange-service'
import { importDemo } from './import-demo'
import { LabelsService } from './labels-service'
import { LibraryFrames } from './library-frames'
import { LibraryService } from './library-service'
import { MaskComparer } from './mask-comparer'
import { MaskSources } from './mask-sources'
import { MasksService } from './masks-service'
import { MeasurementsService } from './measurements-service'
import { ModelsService } from './models-service'
import { PeopleService } from './people-service'
import { ReviewService } from './review-service'
import { ReadingsService } from './readings-service'
import type { ResourceSource } from './resources'
import { SegmentationService } from './segmentation-service'
import { VesselService } from './vessel-service'
import { PropagationService } from './propagation-service'
import { SettingsService } from './settings-service'

export interface OpenServicesOptions {
  readonly libraryFolder: string
  /** Holds `model/` (the shipped student) and `demo/` (the phantom study). */
  readonly assetsFolder: string
  readonly readers: ReaderPool
  readonly engine: Pick<EngineAccess, 'client' | 'withTraining' | 'vessel'>
  /** The system's name for whoever runs the program. */
  readonly userName: string
  readonly softwareVersion: string
  readonly log: (line: string) => void
}

/** All services of one library. */
export interface Services {
  readonly library: LibraryService
  readonly masks: MasksService
  readonly labels: LabelsService
  readonly segmentation: SegmentationService
  readonly models: ModelsService
  readonly distillation: DistillationService
  readonly people: PeopleService
  readonly resources: ResourceSource
  /** What a person should know about the state of the library; complete once `checked` has resolved. */
  readonly warnings: readonly string[]
  readonly checked: Promise<void>
  register(server: RpcServer): void
  /** Ends imports after the file they are at and the run at its checkpoint, then closes the library. */
  close(): Promise<void>
}

/** Opens the library and composes its services. Rejects with one plain sentence when the library cannot be opened. */
export async function openServices({ libraryFolder, assetsFolder, readers, engine, userName, softwareVersion, log }: OpenServicesOptions): Promise<Services> {
  const folder = await openLibraryFolder(libraryFolder)
  try {
    const { database, modelsFolder, runsFolder, uploadsFolder } = folder
    const people = new PeopleService({ database, userName })
    const uploads = new UploadStore(uploadsFolder)
    await uploads.clear()
    const downloads = new DownloadStore(join(folder.folder, 'exports'))
    await downloads.clear()
    const library: LibraryService = new LibraryService({ ...folder, readers, onRemove: (instances) => frames.forget(instances) })
    const frames = new LibraryFrames(folder, library.store, readers)
    const readFrame: ReadFrame = (instanceId, frame) => frames.read(instanceId, frame)
    const masks = new MasksService({ database })
    const review = new ReviewService({ database, masks })
    const audit = new AuditService({ database, downloads, softwareVersion })
    const labels = new LabelsService({ database })
    const models = new ModelsService({ database, modelsFolder, userName, evaluate: (input, signal) => engine.withTraining((client) => client.evaluate(input, { signal })) })
    const segmentation = new SegmentationService({ library: library.store, masks, models, engine, readFrame, labels: () => labels.store.labels() })
    const vessel = new VesselService({ models, engine, readFrame })
    const propagation = new PropagationService({ library: library.store, masks, vessel, engine, labels: () => labels.store.labels(), threshold: () => models.published().threshold })
    const distillation = new DistillationService({ database, models, engine, readFrame, runsFolder, log })
    const measurements = new MeasurementsService({ database })
    const settings = new SettingsService({ database })
    const exchange = new ExchangeService({
      database, objects: folder.objects, library, uploads, uploadsFolder, downloads, readers, readFrame, softwareVersion,
      onMasks: (changed) => {
        for (const key of changed) masks.announced(key, null)
        labels.announce()
      },
    })
    const readingStore = new ReadingStore(database, masks.store)
    const sources = new MaskSources({ database, readings: readingStore, models, engine, readFrame })
    const comparer = new MaskComparer(engine, () => vesselLabelsOf(database))
    const comparison = new ComparisonService({ database, library: library.store, review: masks.review, readings: readingStore, sources, comparer })
    const readings = new ReadingsService({ database, masks, models, store: readingStore, sources, comparer, engine })
    await registerShippedModel(models, join(assetsFolder, 'model'), log)
    distillation.begin()

    const warnings: string[] = []
    const warn = (warning: string): void => {
      warnings.push(warning)
      log(`warning: ${warning}`)
    }
    const checked = Promise.all([checkAudit(audit, warn, log), finishPending(library, log)]).then(() => undefined)
    const demo = importDemo({ database, library, demo: join(assetsFolder, 'demo'), who: userName, log })
    return {
      library, masks, labels, segmentation, models, distillation, people, warnings, checked,
      resources: resourcesOf(frames, uploads, downloads),
      register: (server) => {
        server.register(contracts.library, library.implementation, library.events)
        server.register(contracts.masks, masks.implementation, masks.events)
        server.register(contracts.labels, labels.implementation, labels.events)
        server.register(contracts.exchange, exchange.implementation)
        server.register(contracts.measurements, measurements.implementation, measurements.events)
        server.register(contracts.segmentation, segmentation.implementation)
        server.register(contracts.vessel, vessel.implementation)
        server.register(contracts.propagation, propagation.implementation)
        server.register(contracts.models, models.implementation, models.events)
        server.register(contracts.distillation, distillation.implementation, distillation.events)
        server.register(contracts.settings, settings.implementation, settings.events)
        server.register(contracts.people, people.implementation, people.events)
        server.register(contracts.review, review.implementation, review.events)
        server.register(contracts.audit, audit.implementation, audit.events)
        server.register(contracts.comparison, comparison.implementation)
        server.register(contracts.readings, readings.implementation, readings.events)
      },
      close: async () => {
        await Promise.all([library.close(), distillation.close(), audit.close(), downloads.close(), checked, demo])
        folder.close()
      },
    }
  } catch (error) {
    folder.close()
    throw error
  }
}

function resourcesOf(frames: LibraryFrames, uploads: UploadStore, downloads: DownloadStore): ResourceSource {
  return {
    frame: async (instanceId, frame) => (await frames.read(instanceId, frame)).pixels,
    thumbnail: (seriesId, signal) => frames.thumbnail(seriesId, signal),
    upload: (uploadId, name, body) => uploads.receive(uploadId, name, body),
    download: (id) => downloads.fileOf(id),
  }
}

async function registerShippedModel(models: ModelsService, folder: string, log: (line: string) => void): Promise<void> {
  try {
    await models.registerShipped(folder)
  } catch (error) {
    // The library opens all the same: an earlier model may be published, and everything but segmentation works without one.
    if (!(error instanceof ServiceError)) throw error
    log(`warning: the shipped model is not available: ${error.message}`)
  }
}

/** The log file keeps what was found as well: a copy outside of the database that somebody might change. */
async function checkAudit(audit: AuditService, warn: (warning: string) => void, log: (line: string) => void): Promise<void> {
  const { state, checked, message, head } = await audit.check()
  if (state === 'valid') log(`the audit log is valid: ${checked} entries, the last one is ${head}`)
  else if (message !== null) warn(message)
}

async function finishPending(library: LibraryService, log: (line: string) => void): Promise<void> {
  try {
    const removed = await library.finishPending()
    if (removed > 0) log(`${removed} copies of files that an interrupted import or removal had left were removed`)
  } catch (error) {
    log(`left-over copies could not be looked for: ${error instanceof Error ? error.message : String(error)}`)
  }
}
