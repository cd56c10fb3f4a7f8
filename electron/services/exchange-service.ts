import { randomUUID } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeidentifyOptions } from '../dicom/deidentify/deidentify-options'
import type { CallContext, Implementation } from '../ipc/contract'
import type { DeidentifyChoice, exchangeContract, ExchangeReport, ExportRequest, ExportResult, ExportScope, FrameKey } from '../ipc/contract/index'
import { labelsInRuns } from '../ipc/run-length'
import { ServiceError } from '../ipc/service-error'
import { writeAudit } from '../storage/audit-log'
import type { Database } from '../storage/database'
import { makeFolder } from '../storage/durable-file'
import type { StoredInstance } from '../storage/library-store'
import { MaskStore } from '../storage/mask-store'
import { samplesOfMasks, type MaskSample } from '../storage/mask-samples'
import type { ObjectStore } from '../storage/object-store'
import { explainStorageError } from '../storage/storage-error'
import type { UploadStore } from '../storage/upload-store'
import { writeZip } from '../storage/write-zip'
import type { ReadFrame } from './data-folder-writer'
import { DeidentifiedLibrary, deidentifySecret } from './exchange/deidentified-library'
import { exchangeLibrary, type ExportHooks, type WrittenMasks } from './exchange/exchange-library'
import { exportMasks, withLabels } from './exchange/export-masks'
import { importFiles, reportOf, type FilesImporterOptions } from './exchange/import/import-files'
import { MaskImporter } from './exchange/import/mask-importer'
import { PictureMaskImporter } from './exchange/import/picture-mask-importer'
import { LabelBook } from './exchange/label-book'
import { writeStudyFolder } from './exchange/study/study-writer'
import type { LibraryService } from './library-service'

export interface ExchangeServiceOptions {
  readonly database: Database
  readonly objects: ObjectStore
  readonly library: LibraryService
  readonly uploads: UploadStore
  readonly uploadsFolder: string
  /** Where downloads wait to be fetched; emptied when the library is opened. */
  readonly exportsFolder: string
  readonly readers: FilesImporterOptions['readers']
  readonly readFrame: ReadFrame
  readonly softwareVersion: string
  /** Told which frames have another mask now. */
  readonly onMasks: (frames: readonly FrameKey[]) => void
}

type ImportContext = Pick<CallContext<{ done: number; total: number; file: string }>, 'signal' | 'progress' | 'person'>

/** Files in and out of the library. */
export class ExchangeService {
  private readonly downloads = new Map<string, string>()

  constructor(private readonly options: ExchangeServiceOptions) {}

  readonly implementation: Implementation<typeof exchangeContract> = {
    inspect: ({ scope, approvedOnly }) => {
      const samples = this.samplesOf(scope, approvedOnly)
      const frames = new Map<number, number>()
      for (const { labels } of samples) for (const label of labelsInRuns(labels)) if (label !== 0) frames.set(label, (frames.get(label) ?? 0) + 1)
      return { frames: samples.length, images: this.instancesOf(scope).length, labels: [...frames].map(([id, count]) => ({ id, frames: count })).sort((one, other) => one.id - other.id) }
    },
    export: (request, { signal, progress, person }) => this.export(request, person.name, { signal, onProgress: (done, total) => progress({ done, total }) }),
    importPaths: ({ paths, deidentify }, context) => this.import(paths, deidentify, context),
    importUpload: async ({ uploadId, deidentify }, context) => {
      const { uploads } = this.options
      const folder = await uploads.folderOf(uploadId)
      try {
        return withoutFolder(await this.import([folder], deidentify, context, 'Uploaded pictures'), folder)
      } finally {
        await uploads.remove(uploadId)
      }
    },
    importForFrame: async ({ instanceId, frame, source }, { signal, person }) => {
      const { uploads } = this.options
      if (source.kind === 'path') return this.importForFrame([source.path], { instanceId, frame }, person.name, signal)
      const folder = await uploads.folderOf(source.uploadId)
      try {
        return withoutFolder(await this.importForFrame((await readdir(folder)).map((name) => join(folder, name)), { instanceId, frame }, person.name, signal), folder)
      } finally {
        await uploads.remove(source.uploadId)
      }
    },
  }

  /** The file of a download that was announced; null when there is none (any more). */
  downloadFile(id: string): string | null {
    return this.downloads.get(id) ?? null
  }

  private async export(request: ExportRequest, who: string, hooks: ExportHooks): Promise<ExportResult> {
    const { exportsFolder } = this.options
    const name = exportName(request.format, new Date())
    const { destination } = request
    const parent = destination.kind === 'folder' ? destination.path : exportsFolder
    const out = join(parent, destination.kind === 'folder' ? name : randomUUID())
    try {
      if (destination.kind === 'folder' && !(await stat(parent).catch(() => null))?.isDirectory()) throw new ServiceError('not-found', `There is no folder ${parent} on this machine.`)
      await makeFolder(out)
      const { written, skipped } = await this.write(request, out, who, hooks)
      const { files, bytes } = await sizeOf(out)
      this.audit(request, who, written, destination.kind === 'folder' ? out : 'a download')
      const result = { written, notes: [...skipped], files, bytes }
      if (destination.kind === 'folder') return { ...result, folder: out, download: null }
      const id = randomUUID()
      await writeZip(out, join(exportsFolder, `${id}.zip`), hooks.signal)
      await rm(out, { recursive: true })
      this.downloads.set(id, join(exportsFolder, `${id}.zip`))
      return { ...result, folder: null, download: { id, name: `${name}.zip` } }
    } catch (error) {
      await rm(out, { recursive: true, force: true })
      throw explainStorageError(error, `The export into ${parent} could not be written`)
    }
  }

  private async write(request: ExportRequest, out: string, userName: string, hooks: ExportHooks): Promise<WrittenMasks> {
    const { database, objects, library, readers, readFrame, softwareVersion } = this.options
    const { scope, approvedOnly, format, labelIds } = request
    const deidentify = request.deidentify && this.deidentifyOptions(request.deidentify)
    if (format === 'study') {
      const instances = this.instancesOf(scope)
      if (instances.length === 0) throw new ServiceError('not-found', 'There are no images to export.')
      return writeStudyFolder(out, instances, { database, objects, readers, userName, softwareVersion, deidentify }, hooks)
    }
    const found = this.samplesOf(scope, approvedOnly)
    if (found.length === 0) throw new ServiceError('not-found', approvedOnly ? 'There are no approved masks to export here; choose all masks to export the others too.' : 'There are no masks to export here.')
    const samples = labelIds ? withLabels(found, new Set(labelIds)) : found
    const source = exchangeLibrary({ database, library: library.store, labels: new LabelBook(database, userName), readFrame, userName, softwareVersion })
    if (!deidentify) return exportMasks(out, samples, source, format, hooks)
    const hidden = new DeidentifiedLibrary(source, deidentify)
    return exportMasks(out, samples.map((sample) => hidden.sampleOf(sample)), hidden, format, hooks)
  }

  private async import(paths: readonly string[], deidentify: DeidentifyChoice | null, { signal, progress, person }: ImportContext, pictureDescription?: string): Promise<ExchangeReport> {
    const { database, library, readers, uploadsFolder, onMasks } = this.options
    const { changed, ...report } = await importFiles(
      paths,
      { database, library, labels: new LabelBook(database, person.name), readers, who: person.name, temporaryFolder: uploadsFolder, deidentify: deidentify && this.deidentifyOptions(deidentify) },
      { signal, pictureDescription, onProgress: (state) => progress(state) },
    )
    onMasks(changed)
    return report
  }

  private async importForFrame(files: readonly string[], key: FrameKey, who: string, signal: AbortSignal): Promise<ExchangeReport> {
    const { database, readers, onMasks } = this.options
    const importer = new MaskImporter(database, new MaskStore(database), who)
    const pictures = new PictureMaskImporter({ database, importer, labels: new LabelBook(database, who), readers, imageAt: () => null })
    for (const file of files) await pictures.importForFrame(file, key, signal)
    onMasks(importer.report.changed)
    const { changed: _changed, ...report } = reportOf(importer.report)
    return report
  }

  private samplesOf(scope: ExportScope, approvedOnly: boolean): MaskSample[] {
    const { database, library } = this.options
    if (scope.kind === 'library') return samplesOfMasks(database, { seriesId: null, approvedOnly })
    if (scope.kind === 'series') return samplesOfMasks(database, { seriesId: scope.seriesId, approvedOnly })
    if (scope.kind === 'study') return this.seriesOf(scope.studyId).flatMap((seriesId) => samplesOfMasks(database, { seriesId, approvedOnly }))
    const { seriesId } = library.store.instance(scope.instanceId)
    return samplesOfMasks(database, { seriesId, approvedOnly }).filter(({ instanceId, frame }) => instanceId === scope.instanceId && frame === scope.frame)
  }

  private instancesOf(scope: ExportScope): StoredInstance[] {
    const { store } = this.options.library
    if (scope.kind === 'frame') return [store.instance(scope.instanceId)]
    const series = scope.kind === 'series' ? [scope.seriesId] : this.seriesOf(scope.kind === 'study' ? scope.studyId : null)
    return series.flatMap((seriesId) => store.instancesOfSeries(seriesId))
  }

  private seriesOf(studyId: number | null): number[] {
    return this.options.database.all<{ id: number }>('SELECT id FROM series WHERE ? IS NULL OR study_id = ? ORDER BY id', studyId, studyId).map(({ id }) => id)
  }

  private deidentifyOptions(choice: DeidentifyChoice): DeidentifyOptions {
    return { ...choice, secret: deidentifySecret(this.options.database) }
  }

  private audit({ format, scope, deidentify }: ExportRequest, who: string, written: number, place: string): void {
    const { database } = this.options
    const what = format === 'study' ? 'images with their masks' : 'masks'
    writeAudit(database, { who, act: 'masks: export', subject: `${written} ${what}`, reason: `${scope.kind} as ${format}${deidentify ? ', de-identified' : ''}, into ${place}` })
  }
}

/** `LightVessel seg 2026-11-26 11.42.05`: a folder of its own for every export, in the machine's own time. */
function exportName(format: string, now: Date): string {
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString()
  return `LightVessel ${format} ${local.slice(0, 10)} ${local.slice(11, 19).replaceAll(':', '.')}`
}

async function sizeOf(folder: string): Promise<{ files: number; bytes: number }> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  let bytes = 0
  for (const { parentPath, name } of files) bytes += (await stat(join(parentPath, name))).size
  return { files: files.length, bytes }
}

/** Uploaded files are named as they were sent; where they lay in between concerns nobody. */
function withoutFolder(report: ExchangeReport, folder: string): ExchangeReport {
  const named = ({ file, ...rest }: ExchangeReport['rejected'][number]): ExchangeReport['rejected'][number] => ({ ...rest, file: file.startsWith(folder) ? file.slice(folder.length + 1) : file })
  return { ...report, rejected: report.rejected.map(named), warnings: report.warnings.map(named) }
}
