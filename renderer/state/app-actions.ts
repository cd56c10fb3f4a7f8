import { t } from 'i18next'
import { desktopBridge } from '../../electron/ipc/desktop-bridge'
import { ServiceError } from '../../electron/ipc/service-error'
import type { AppInfo, FrameKey, ImportReport, MenuCommand } from '../../electron/ipc/contract/index'
import { uploadFiles } from '../connection/upload'
import type { UploadFile } from '../connection/upload'
import type { ServiceClients } from '../connection/services'
import type { FrameMask } from '../masks/frame-mask'
import type { FrameMaskStore } from '../masks/frame-mask-store'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { useDialogs, useJobs } from './jobs-store'
import { openInstance, shownKey, showSection, stepFrame, useViewer } from './viewer-store'

/** Everything a person can ask for, from whichever menu, key or button. Failures are told, not thrown. */
export class AppActions {
  private pickInPage: ((kind: 'files' | 'folder') => void) | null = null

  constructor(
    private readonly clients: ServiceClients,
    private readonly masks: FrameMaskStore,
    private readonly info: AppInfo,
  ) {}

  /** The page's own file inputs, for hosts without a native dialog. */
  pickBy(pickInPage: ((kind: 'files' | 'folder') => void) | null): void {
    this.pickInPage = pickInPage
  }

  run(command: MenuCommand): void {
    const acts: Record<MenuCommand, () => void> = {
      'open-files': () => void this.open('files'),
      'open-folder': () => void this.open('folder'),
      undo: () => this.undo(),
      redo: () => this.redo(),
      'segment-frame': () => void this.segmentFrame(),
      'segment-run': () => void this.segmentRun(),
      'approve-frame': () => void this.approve(),
      'new-distillation-run': () => useDialogs.setState({ newRun: true }),
      'show-viewer': () => showSection('viewer'),
      'show-runs': () => showSection('runs'),
      'show-models': () => showSection('models'),
      'show-shortcuts': () => useDialogs.setState({ shortcuts: true }),
    }
    acts[command]()
  }

  /** Asks which files or folder to open, by the native dialog where there is one. */
  async open(kind: 'files' | 'folder'): Promise<void> {
    if (!this.info.canPickPaths) return this.pickInPage?.(kind)
    await this.told('import', async () => {
      const { paths } = await this.clients.app.pickPaths({ kind })
      if (paths.length > 0) await this.importPaths(paths)
    })
  }

  async importPaths(paths: string[]): Promise<void> {
    await this.importing((signal, onProgress) => this.clients.library.importPaths({ paths }, { signal, onProgress }))
  }

  /** Files dropped on or picked in the page: by their paths on the desktop, sent to the host otherwise. */
  async importFiles(files: readonly UploadFile[], topLevel: readonly File[] = files.map(({ file }) => file)): Promise<void> {
    const bridge = desktopBridge()
    if (bridge !== null) {
      const paths = topLevel.map((file) => bridge.pathForFile(file)).filter((path) => path !== '')
      if (paths.length > 0) await this.importPaths(paths)
      return
    }
    if (files.length === 0) return
    await this.importing(async (signal, onProgress) => {
      const uploadId = await uploadFiles(files, signal, onProgress)
      return this.clients.library.importUpload({ uploadId }, { signal, onProgress })
    })
  }

  async segmentFrame(): Promise<void> {
    const key = shownKey()
    if (key === null || useJobs.getState().segmentingFrame) return
    const clickedAt = performance.now()
    useJobs.setState({ segmentingFrame: true, timing: null })
    useViewer.setState({ playing: false })
    await this.told('segment', async () => {
      const answer = await this.masks.replacing(key, () => this.clients.segmentation.segmentFrame(key))
      useViewer.setState({ maskVisible: true })
      useJobs.setState({ timing: { ...key, modelName: answer.modelName, vesselFraction: answer.vesselFraction, ...answer.timing, clickToPaintMs: performance.now() - clickedAt } })
    })
    useJobs.setState({ segmentingFrame: false })
  }

  async segmentRun(): Promise<void> {
    const { instance } = useViewer.getState()
    if (instance === null || useJobs.getState().segmentingRun !== null) return
    const controller = new AbortController()
    const cancel = (): void => controller.abort()
    const show = (done: number, total: number): void => useJobs.setState({ segmentingRun: { instanceId: instance.id, done, total, label: instance.sourceName, cancel } })
    show(0, instance.frames)
    await this.told('segment', async () => {
      const { segmented, kept } = await this.clients.segmentation.segmentRun({ instanceId: instance.id }, { signal: controller.signal, onProgress: ({ done, total }) => show(done, total) })
      notify('done', t('segment.runDone', { segmented, kept }))
    })
    useJobs.setState({ segmentingRun: null })
  }

  undo(): void {
    this.withMask((mask) => mask.stroke === null && this.masks.undo(mask))
  }

  redo(): void {
    this.withMask((mask) => mask.stroke === null && this.masks.redo(mask))
  }

  /** Approves the shown mask and goes on to the next frame. */
  async approve(): Promise<void> {
    const key = shownKey()
    const mask = key === null ? undefined : this.masks.peek(key)
    if (key === null || mask === undefined || mask.facts.status === 'approved') return
    const approved = await this.masks.approve(mask)
    if (approved && isShown(key)) stepFrame(1)
  }

  reopen(): void {
    this.withMask((mask) => this.masks.reopen(mask))
  }

  private withMask(act: (mask: FrameMask) => void): void {
    const key = shownKey()
    const mask = key === null ? undefined : this.masks.peek(key)
    if (mask !== undefined) act(mask)
  }

  private async importing(work: (signal: AbortSignal, onProgress: (progress: { done: number; total: number; file: string }) => void) => Promise<ImportReport>): Promise<void> {
    if (useJobs.getState().importing !== null) return notify('warning', t('import.oneAtATime'))
    const controller = new AbortController()
    const cancel = (): void => controller.abort()
    useJobs.setState({ importing: { done: 0, total: 0, label: '', cancel } })
    await this.told('import', async () => {
      const report = await work(controller.signal, ({ done, total, file }) => useJobs.setState({ importing: { done, total, label: file, cancel } }))
      if (report.rejected.length > 0) useJobs.setState({ importReport: report })
      else notify('done', summaryOf(report))
      await this.openFirst(report)
    })
    useJobs.setState({ importing: null })
  }

  private async openFirst(report: ImportReport): Promise<void> {
    const first = report.seriesIds[0]
    if (first === undefined) return
    const studies = await this.clients.library.listStudies({})
    const instances = studies.flatMap((study) => study.series).find((series) => series.id === first)?.instances
    if (instances?.[0] !== undefined) openInstance(instances[0], instances)
  }

  private async told(what: 'import' | 'segment', act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      const cancelled = (error instanceof ServiceError && error.code === 'cancelled') || (error instanceof DOMException && error.name === 'AbortError')
      if (cancelled) notify('info', t(`${what}.cancelled`))
      else notify('error', messageOf(error), { title: t(`${what}.failed`), id: what })
    }
  }
}

function summaryOf({ imported, alreadyThere }: ImportReport): string {
  const done = t('import.done', { count: imported })
  return alreadyThere === 0 ? done : t('import.doneBefore', { done, alreadyThere })
}

function isShown(key: FrameKey): boolean {
  const shown = shownKey()
  return shown?.instanceId === key.instanceId && shown.frame === key.frame
}
