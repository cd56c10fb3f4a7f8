import { t } from 'i18next'
import { desktopBridge } from '../../electron/ipc/desktop-bridge'
import { ServiceError } from '../../electron/ipc/service-error'
import type { AppInfo, DeidentifyChoice, ExchangeReport, ExportScope, FrameKey, MenuCommand } from '../../electron/ipc/contract/index'
import { uploadFiles } from '../connection/upload'
import type { UploadFile } from '../connection/upload'
import type { ServiceClients } from '../connection/services'
import type { FrameMask } from '../masks/frame-mask'
import type { FrameMaskStore } from '../masks/frame-mask-store'
import { may } from '../../electron/ipc/permissions'
import { usePeople } from '../people/people-store'
import { measureHistoryInUse } from '../measure/measure-history-in-use'
import { isCancelled } from '../shell/is-cancelled'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { saveDownload } from '../shell/save-file'
import { mostUncertain } from '../review/uncertainty'
import { useWorklist } from '../worklist/worklist-store'
import type { WorklistWalk } from '../worklist/worklist-walk'
import { useDialogs, useJobs, type CommentAct } from './jobs-store'
import { sameFrame } from './same-frame'
import { goToFrame, openInstance, shownKey, showSection, stepFrame, useViewer } from './viewer-store'

/** Everything a person can ask for, from whichever menu, key or button. Failures are told, not thrown. */
export class AppActions {
  private pickInPage: ((kind: 'files' | 'folder' | 'mask') => void) | null = null
  /** What the files that are being picked in the page are imported with. */
  private pickedWith: DeidentifyChoice | null = null

  constructor(
    private readonly clients: ServiceClients,
    private readonly masks: FrameMaskStore,
    private readonly info: AppInfo,
    readonly walk: WorklistWalk,
  ) {}

  /** The page's own file inputs, for hosts without a native dialog. */
  pickBy(pickInPage: ((kind: 'files' | 'folder' | 'mask') => void) | null): void {
    this.pickInPage = pickInPage
  }

  run(command: MenuCommand): void {
    const acts: Record<MenuCommand, () => void> = {
      'open-files': () => void this.open('files'),
      'open-folder': () => void this.open('folder'),
      'import-deidentified': () => useDialogs.setState({ deidentifiedImport: true }),
      'import-mask': () => void this.openMask(),
      export: () => useDialogs.setState({ export: scopeOfView() }),
      undo: () => this.undo(),
      redo: () => this.redo(),
      'segment-frame': () => void this.segmentFrame(),
      'segment-run': () => void this.segmentRun(),
      'approve-frame': () => void this.approve(),
      'return-frame': () => this.askForReturn(),
      'next-item': () => void this.walk.step(1),
      'previous-item': () => void this.walk.step(-1),
      'new-distillation-run': () => useDialogs.setState({ newRun: true }),
      'show-viewer': () => showSection('viewer'),
      'show-worklist': () => {
        useWorklist.setState({ shown: true })
        showSection('viewer')
      },
      'show-runs': () => showSection('runs'),
      'show-models': () => showSection('models'),
      'library-settings': () => useDialogs.setState({ library: 'people' }),
      'export-audit': () => void this.exportAudit(),
      'show-shortcuts': () => useDialogs.setState({ shortcuts: true }),
    }
    acts[command]()
  }

  /** Asks which files or folder to open, by the native dialog where there is one. */
  async open(kind: 'files' | 'folder', deidentify: DeidentifyChoice | null = null): Promise<void> {
    this.pickedWith = deidentify
    if (!this.info.canPickPaths) return this.pickInPage?.(kind)
    await this.told('import', async () => {
      const { paths } = await this.clients.app.pickPaths({ kind })
      if (paths.length > 0) await this.importPaths(paths, deidentify)
    })
  }

  async importPaths(paths: string[], deidentify: DeidentifyChoice | null = null): Promise<void> {
    await this.importing((signal, onProgress) => this.clients.exchange.importPaths({ paths, deidentify }, { signal, onProgress }))
  }

  /** Asks for a PNG file and makes it the mask of the shown frame. */
  async openMask(): Promise<void> {
    if (!this.info.canPickPaths) return this.pickInPage?.('mask')
    await this.told('import', async () => {
      const { paths } = await this.clients.app.pickPaths({ kind: 'files' })
      if (paths[0] !== undefined) await this.importMask({ kind: 'path', path: paths[0] })
    })
  }

  async importMaskFile(file: UploadFile): Promise<void> {
    await this.told('import', async () => this.importMask({ kind: 'upload', uploadId: await uploadFiles([file], new AbortController().signal, () => undefined) }))
  }

  /** Files picked in the page. */
  async importPicked(files: readonly UploadFile[]): Promise<void> {
    await this.importFiles(files, undefined, this.pickedWith)
  }

  /** Files dropped on or picked in the page: by their paths on the desktop, sent to the host otherwise. */
  async importFiles(files: readonly UploadFile[], topLevel: readonly File[] = files.map(({ file }) => file), deidentify: DeidentifyChoice | null = null): Promise<void> {
    const bridge = desktopBridge()
    if (bridge !== null) {
      const paths = topLevel.map((file) => bridge.pathForFile(file)).filter((path) => path !== '')
      if (paths.length > 0) await this.importPaths(paths, deidentify)
      return
    }
    if (files.length === 0) return
    await this.importing(async (signal, onProgress) => {
      const uploadId = await uploadFiles(files, signal, onProgress)
      return this.clients.exchange.importUpload({ uploadId, deidentify }, { signal, onProgress })
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
    this.step('undo')
  }

  redo(): void {
    this.step('redo')
  }

  /** Approves the shown mask, or hands it in where somebody else has to approve it, and goes on to the next frame. */
  async approve(): Promise<void> {
    const mask = this.shownMask()
    if (mask === undefined || mask.facts.status === 'approved') return
    const { masks, review } = this.clients
    const done = await this.masks.step(mask, async () => {
      const { refusal, submitted } = await review.frame(mask.key)
      if (refusal === null) {
        await masks.approve(mask.key)
        return { status: 'approved' }
      }
      // What is handed in already cannot be done more than once.
      if (submitted) throw new ServiceError('conflict', refusal)
      return review.submit({ ...mask.key, comment: '' })
    })
    if (done) await this.goOn(mask.key)
  }

  /** Takes a step of the review with a comment; handing in and returning go on to the next frame. */
  async comment(act: CommentAct, comment: string): Promise<void> {
    const mask = this.shownMask()
    if (mask === undefined) return
    const input = { ...mask.key, comment }
    const done = await this.masks.step(mask, async () => (act === 'note' ? void (await this.clients.review.note(input)) : this.clients.review[act](input)))
    if (done && act !== 'note') await this.goOn(mask.key)
  }

  /** Goes to the frame of the open run that is most worth a look. */
  async nextToReview(): Promise<void> {
    const key = shownKey()
    if (key === null) return
    try {
      const next = mostUncertain(await this.clients.masks.predictions({ instanceId: key.instanceId }), key.frame)
      if (next === null) return notify('info', t('unsure.nothingWaits'), { id: 'review' })
      useViewer.setState({ playing: false })
      goToFrame(next)
    } catch (error) {
      notify('error', messageOf(error), { id: 'review' })
    }
  }

  reopen(): void {
    this.withMask((mask) => this.masks.reopen(mask))
  }

  /** The one place that decides what is undone: measurements while somebody measures (see `measureHistoryInUse`), else the shown mask. */
  private step(way: 'undo' | 'redo'): void {
    const measured = measureHistoryInUse()
    if (measured === null) return this.withMask((mask) => mask.stroke === null && this.masks[way](mask))
    const act = measured[way]()
    // Nothing changes out of sight.
    if (act === null || act.key.frame === shownKey()?.frame) return
    useViewer.setState({ playing: false })
    goToFrame(act.key.frame)
  }

  private shownMask(): FrameMask | undefined {
    const key = shownKey()
    return key === null ? undefined : this.masks.peek(key)
  }

  private withMask(act: (mask: FrameMask) => void): void {
    const mask = this.shownMask()
    if (mask !== undefined) act(mask)
  }

  private askForReturn(): void {
    const mask = this.shownMask()
    if (mask !== undefined && mask.facts.status !== 'unannotated' && may(usePeople.getState().me, 'review')) useDialogs.setState({ comment: 'return' })
  }

  /** From a frame that is done to the next one: of the worklist when that is what the person works through, else of the run. */
  private async goOn(key: FrameKey): Promise<void> {
    if (!sameFrame(shownKey(), key)) return
    if (useWorklist.getState().shown) await this.walk.step(1)
    else stepFrame(1)
  }

  private async exportAudit(): Promise<void> {
    try {
      if (this.info.canPickPaths) {
        const { paths } = await this.clients.app.pickPaths({ kind: 'folder' })
        if (paths[0] === undefined) return
        const { file } = await this.clients.audit.exportInto({ folder: paths[0] })
        notify('done', t('audit.exported', { file }))
        return
      }
      saveDownload(await this.clients.audit.export({}))
    } catch (error) {
      notify('error', messageOf(error), { title: t('audit.exportFailed') })
    }
  }

  private async importing(work: (signal: AbortSignal, onProgress: (progress: { done: number; total: number; file: string }) => void) => Promise<ExchangeReport>): Promise<void> {
    if (useJobs.getState().importing !== null) return notify('warning', t('import.oneAtATime'))
    const controller = new AbortController()
    const cancel = (): void => controller.abort()
    useJobs.setState({ importing: { done: 0, total: 0, label: '', cancel } })
    await this.told('import', async () => {
      const report = await work(controller.signal, ({ done, total, file }) => useJobs.setState({ importing: { done, total, label: file, cancel } }))
      tell(report)
      await this.openFirst(report)
    })
    useJobs.setState({ importing: null })
  }

  private async importMask(source: { kind: 'path'; path: string } | { kind: 'upload'; uploadId: string }): Promise<void> {
    const key = shownKey()
    if (key !== null) tell(await this.masks.replacing(key, () => this.clients.exchange.importForFrame({ ...key, source })))
  }

  private async openFirst(report: ExchangeReport): Promise<void> {
    const first = report.seriesIds[0]
    if (first === undefined) return
    const { instances } = (await this.clients.library.getSeries({ seriesId: first })).series
    openInstance(instances[0]!, instances)
  }

  private async told(what: 'import' | 'segment', act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      if (isCancelled(error)) notify('info', t(`${what}.cancelled`))
      else notify('error', messageOf(error), { title: t(`${what}.failed`), id: what })
    }
  }
}

/** In a dialog when anything was left out or is not as the file has it, else in the corner. */
function tell(report: ExchangeReport): void {
  if (report.rejected.length + report.warnings.length > 0) useJobs.setState({ importReport: report })
  else notify('done', summaryOf(report))
}

function summaryOf({ imported, alreadyThere, masks }: ExchangeReport): string {
  const parts = [imported + alreadyThere > 0 || masks.imported + masks.alreadyThere === 0 ? t('import.done', { count: imported }) : '', masks.imported > 0 ? t('import.masksDone', { count: masks.imported }) : '']
  const done = parts.filter((part) => part !== '').join(' ')
  const before = alreadyThere + masks.alreadyThere
  return before === 0 ? done : t('import.doneBefore', { done, alreadyThere: before })
}

/** The series that is open, else the whole library. */
function scopeOfView(): ExportScope {
  const { instance } = useViewer.getState()
  return instance === null ? { kind: 'library' } : { kind: 'series', seriesId: instance.seriesId }
}
