import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeidentifyOptions } from '../dicom/deidentify/deidentify-options'
import type { CallContext, Implementation } from '../ipc/contract'
import type { DeidentifyChoice, exchangeContract, ExchangeReport, ExportRequest, ExportResult, FrameKey } from '../ipc/contract/index'
import { may } from '../ipc/permissions'
import { labelsInRuns } from '../ipc/run-length'
import { ServiceError } from '../ipc/service-error'
import type { Database } from '../storage/database'
import { librarySecret } from '../storage/library-secret'
import { MaskStore } from '../storage/mask-store'
import type { DownloadStore } from '../storage/download-store'
import type { ObjectStore } from '../storage/object-store'
import { errorCodeOf, explainStorageError } from '../storage/storage-error'
import type { UploadStore } from '../storage/upload-store'
import { writeZip } from '../storage/write-zip'
import type { ReadFrame } from './data-folder-writer'
import type { ExportHooks } from './exchange/exchange-library'
import { importFiles, reportOf, type FilesImporterOptions } from './exchange/import/import-files'
import { MaskImporter } from './exchange/import/mask-importer'
import { PictureMaskImporter } from './exchange/import/picture-mask-importer'
import { TargetFinder } from './exchange/import/target-finder'
import { LabelBook } from './exchange/label-book'
import { instancesOf, samplesOf, writeExport, type ExportSource } from './exchange/write-export'
import type { LibraryService } from './library-service'

export interface ExchangeServiceOptions {
  readonly database: Database
  readonly objects: ObjectStore
  readonly library: LibraryService
  readonly uploads: UploadStore
  readonly uploadsFolder: string
  readonly downloads: DownloadStore
  readonly readers: FilesImporterOptions['readers']
  readonly readFrame: ReadFrame
  readonly softwareVersion: string
  /** Told which frames have another mask now. */
  readonly onMasks: (frames: readonly FrameKey[]) => void
}

type ImportContext = Pick<CallContext<{ done: number; total: number; file: string }>, 'signal' | 'progress' | 'person'>

/** Files in and out of the library. */
export class ExchangeService {
  constructor(private readonly options: ExchangeServiceOptions) {}

  readonly implementation: Implementation<typeof exchangeContract> = {
    inspect: ({ scope, approvedOnly }) => {
      const samples = samplesOf(this.selection(), scope, approvedOnly)
      const frames = new Map<number, number>()
      for (const { labels } of samples) for (const label of labelsInRuns(labels)) if (label !== 0) frames.set(label, (frames.get(label) ?? 0) + 1)
      return { frames: samples.length, images: instancesOf(this.selection(), scope).length, labels: [...frames].map(([id, count]) => ({ id, frames: count })).sort((one, other) => one.id - other.id) }
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

  private async export(request: ExportRequest, userName: string, hooks: ExportHooks): Promise<ExportResult> {
    const { downloads, library } = this.options
    const name = exportName(request.format, new Date())
    const { destination } = request
    const isFolder = destination.kind === 'folder'
    const parent = isFolder ? destination.path : downloads.folder
    if (!(await stat(parent).catch(() => null))?.isDirectory()) throw new ServiceError('not-found', `There is no folder ${parent} on this machine.`)
    const out = join(parent, isFolder ? name : randomUUID())
    await makeNewFolder(out)
    try {
      const order = { ...request, deidentify: request.deidentify && this.deidentifyOptions(request.deidentify) }
      const { written, skipped } = await writeExport(out, order, { ...this.options, store: library.store, userName }, isFolder ? out : 'a download', hooks)
      const result = { written, notes: [...skipped], ...(await sizeOf(out)) }
      if (isFolder) return { ...result, folder: out, download: null }
      const id = await downloads.add((file) => writeZip(out, file, hooks.signal))
      await rm(out, { recursive: true })
      return { ...result, folder: null, download: { id, name: `${name}.zip` } }
    } catch (error) {
      await rm(out, { recursive: true, force: true })
      throw explainStorageError(error, `The export into ${parent} could not be written`)
    }
  }

  private async import(paths: readonly string[], deidentify: DeidentifyChoice | null, { signal, progress, person }: ImportContext, pictureDescription?: string): Promise<ExchangeReport> {
    const { database, library, readers, uploadsFolder, onMasks } = this.options
    const { changed, ...report } = await importFiles(
      paths,
      { database, library, readers, who: person.name, mayAnnotate: may(person, 'annotate'), mayReview: may(person, 'review'), temporaryFolder: uploadsFolder, deidentify: deidentify && this.deidentifyOptions(deidentify) },
      { signal, pictureDescription, onProgress: (state) => progress(state) },
    )
    onMasks(changed)
    return report
  }

  private async importForFrame(files: readonly string[], key: FrameKey, who: string, signal: AbortSignal): Promise<ExchangeReport> {
    const { database, readers, onMasks } = this.options
    const importer = new MaskImporter({ database, masks: new MaskStore(database), who, pseudonyms: null })
    const pictures = new PictureMaskImporter({ targets: new TargetFinder(database), importer, labels: new LabelBook(database, who), readers })
    for (const file of files) await pictures.importForFrame(file, key, signal)
    onMasks(importer.report.changed)
    const { changed: _changed, ...report } = reportOf(importer.report)
    return report
  }

  private selection(): Pick<ExportSource, 'database' | 'store'> {
    const { database, library } = this.options
    return { database, store: library.store }
  }

  private deidentifyOptions(choice: DeidentifyChoice): DeidentifyOptions {
    return { ...choice, secret: librarySecret(this.options.database) }
  }
}

/** `LightVessel seg 2026-11-26 11.42.05`: a folder of its own for every export, in the machine's own time. */
function exportName(format: string, now: Date): string {
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString()
  return `LightVessel ${format} ${local.slice(0, 10)} ${local.slice(11, 19).replaceAll(':', '.')}`
}

/** Nothing that lies there is mixed with it, or removed when it fails. */
async function makeNewFolder(folder: string): Promise<void> {
  await mkdir(folder).catch((error: unknown) => {
    if (errorCodeOf(error) === 'EEXIST') throw new ServiceError('conflict', `The folder ${folder} is there already; export again.`)
    throw explainStorageError(error, `The folder ${folder} could not be made`)
  })
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
