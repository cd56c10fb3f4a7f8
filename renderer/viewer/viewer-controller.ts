import type { FrameKey, Instance } from '../../electron/ipc/contract/index'
import type { ComparedFrames } from '../comparison/compared-frames'
import { ComparisonOverlay } from '../comparison/comparison-overlay'
import { useComparison } from '../comparison/comparison-store'
import { paletteOf } from '../labels/label-palette'
import { useLabels } from '../labels/label-store'
import type { LabelImage } from '../masks/capsule'
import type { FrameMask } from '../masks/frame-mask'
import type { FrameMaskStore, MaskChange } from '../masks/frame-mask-store'
import { statusesOf } from '../masks/frame-statuses'
import { noFilters } from '../filters/filter-settings'
import { FilteredFrames } from '../filters/filtered-frames'
import type { FrameFilter } from '../filters/frame-filter'
import { isMoving, useMotion } from '../state/motion'
import type { PaneState } from '../state/pane'
import { sameFrame } from '../state/same-frame'
import type { ViewerState } from '../state/viewer-store'
import { changePane, goToFrame, paneOf, stepFrame, useViewer } from '../state/viewer-store'
import { previewOf, usePropagation } from '../propagation/propagation-store'
import { ToolHost } from '../tools/tool-host'
import type { ToolHostView } from '../tools/tool-host'
import { viewTools } from '../tools/tool-ids'
import { aheadFrames, CinePlayer } from '../viewport/cine-player'
import type { CineSettings } from '../viewport/cine-player'
import type { FrameImage } from '../viewport/frame-image'
import type { FrameSource } from '../viewport/frame-source'
import { ImageViewport } from '../viewport/image-viewport'
import type { ViewMemory } from '../viewport/image-viewport'
import { MaskLayer } from '../viewport/mask-layer'
import { scaleOf } from '../viewport/transform'
import type { Matrix } from '../viewport/transform'
import { listenToWheel } from '../viewport/wheel-input'
import { useOwnWindows } from './own-windows'
import { SubtractionWindow } from './subtraction-window'

export interface ViewerElements {
  readonly viewport: HTMLElement
  readonly mask: HTMLCanvasElement
  /** What tools draw over the mask. */
  readonly overlay: HTMLCanvasElement
  readonly comparison: HTMLCanvasElement
  readonly ring: HTMLElement
}

export interface ViewerNotices {
  /** Whether somebody who tries to may change the mask; says why not. */
  mayEdit(mask: FrameMask): boolean
  /** The filters could not be applied and are off now. */
  filtersFailed(error: Error): void
  /** A pixel was clicked while two readings are compared. */
  pickedDifference(key: FrameKey, columns: number, x: number, y: number): void
}

/** The right button drags the window; no menu opens under it. */
const keepRightDrag = (event: Event): void => event.preventDefault()

/** Joins state, image, mask layer, tools and cine on the viewport of one pane. Pointer and cine paths never go through React. */
export class ViewerController {
  readonly viewport: ImageViewport
  /** What tools and read-outs may use. */
  readonly view: ToolHostView
  private readonly frames: FilteredFrames
  private readonly layer: MaskLayer
  private readonly tools: ToolHost
  private readonly comparison: ComparisonOverlay
  private readonly subtractionWindow: SubtractionWindow
  private readonly detach: (() => void)[]
  private readonly renderedListeners = new Set<() => void>()
  private player: CinePlayer | null = null
  /** The frame whose image cornerstone was last given. */
  private shown: FrameKey | null = null
  private wanted: FrameKey | null = null
  private mask: FrameMask | null = null

  constructor(
    private readonly pane: number,
    private readonly elements: ViewerElements,
    private readonly masks: FrameMaskStore,
    private readonly source: FrameSource,
    filter: FrameFilter,
    compared: ComparedFrames,
    views: ViewMemory,
    private readonly notices: ViewerNotices,
  ) {
    this.frames = new FilteredFrames(source, filter, this.filtersFailed)
    this.viewport = new ImageViewport(elements.viewport, views, this.rendered)
    this.subtractionWindow = new SubtractionWindow(this.viewport)
    this.layer = new MaskLayer(elements.mask)
    this.view = this.toolView()
    this.tools = new ToolHost(elements, this.view)
    this.comparison = new ComparisonOverlay(elements.comparison, compared, masks, () => (this.viewport.hasImage ? { matrix: this.viewport.matrix(), canvas: this.viewport.canvas } : null), notices.pickedDifference)
    elements.viewport.addEventListener('contextmenu', keepRightDrag)
    this.detach = [
      () => elements.viewport.removeEventListener('contextmenu', keepRightDrag),
      listenToWheel(elements.viewport, { scroll: (by) => stepFrame(by, this.pane), zoom: (x, y, factor) => this.viewport.zoomAt(x, y, factor), resizeBrush: (steps) => this.tools.resize(steps) }),
      usePropagation.subscribe(({ previews }, before) => previews !== before.previews && this.previewsChanged()),
      masks.subscribe((change) => this.maskChanged(change)),
      source.onAskAgain(() => this.state.frameError !== null && this.display(this.state, true)),
      useViewer.subscribe(this.stateChanged),
      useMotion.subscribe(({ moving }, before) => before.moving.has(pane) && !moving.has(pane) && this.atRest()),
      useLabels.subscribe(({ book }, before) => book !== before.book && this.applyPalette()),
      useComparison.subscribe((state, before) => state.open !== before.open && this.applyMaskStyle()),
      () => this.comparison.dispose(),
    ]
    this.applyTool()
    this.applyPalette()
    this.applyMaskStyle()
    this.frames.use(this.state.filters)
    this.display(this.state)
  }

  /** Sets the window of the file, or one by the values of the shown frame. */
  setWindow(kind: 'default' | 'full' | 'automatic'): void {
    const window = this.viewport.windowOf(kind)
    if (window !== null) this.viewport.setWindow(window)
  }

  /** Sets a window that the person has kept; false when there is none. */
  setOwnWindow(place: number): void | false {
    const kept = useOwnWindows.getState().windows[place] ?? null
    if (kept === null) return false
    this.viewport.setWindow(kept)
  }

  /** Calls back whenever the image was drawn anew. Returns the function that ends it. */
  onRendered(listener: () => void): () => void {
    this.renderedListeners.add(listener)
    return () => this.renderedListeners.delete(listener)
  }

  drawMaskOn(context: CanvasRenderingContext2D, matrix: Matrix): void {
    this.layer.drawOn(context, matrix)
  }

  toggleInvert(): void {
    this.viewport.setInvert(!(this.viewport.view()?.invert ?? false))
  }

  dispose(): void {
    this.player?.stop()
    this.tools.dispose()
    // Images that are still on their way come to nobody.
    this.wanted = null
    for (const detach of this.detach) detach()
    this.masks.show(this, null)
    this.frames.leave()
    this.subtractionWindow.leave()
    this.viewport.dispose()
  }

  private readonly stateChanged = (state: ViewerState, before: ViewerState): void => {
    const now = paneOf(state, this.pane)
    const was = paneOf(before, this.pane)
    if (now.filters !== was.filters) this.frames.use(now.filters)
    if (now.instance !== was.instance || now.frame !== was.frame || now.filters !== was.filters) this.display(now, now.filters !== was.filters)
    if (now.playing !== was.playing || (now.playing && now.instance?.id !== was.instance?.id)) this.applyPlaying(now)
    else if (now.loop !== was.loop || state.cineSpeed !== before.cineSpeed || state.pingPong !== before.pingPong) this.player?.change(this.cineSettings(now))
    if (state.tool !== before.tool) this.applyTool()
    if (state.brushRadius !== before.brushRadius) this.tools.update()
    if (state.maskVisible !== before.maskVisible || state.maskOpacity !== before.maskOpacity || state.maskOutline !== before.maskOutline) {
      this.applyMaskStyle()
    }
  }

  private get state(): PaneState {
    return paneOf(useViewer.getState(), this.pane)
  }

  /** @param again also when the same frame is shown already */
  private display({ instance, frame }: PaneState, again = false): void {
    if (instance === null) return
    if (!again && this.wanted?.instanceId === instance.id && this.wanted.frame === frame && this.shown !== null) return
    // Painted work is kept when somebody scrolls on.
    this.tools.leaveFrame()
    if (this.wanted?.instanceId !== instance.id) this.subtractionWindow.leave()
    this.wanted = { instanceId: instance.id, frame }
    const image = this.frames.peek(instance, frame)
    if (image !== undefined) this.present(instance, frame, image)
    else void this.fetchAndPresent(instance, frame)
  }

  private async fetchAndPresent(instance: Instance, frame: number): Promise<void> {
    this.elements.viewport.dataset['imageReady'] = 'false'
    const { wanted } = this
    // The same frame with other filters is wanted anew.
    const isWanted = (): boolean => this.wanted === wanted
    const patience = setTimeout(() => isWanted() && changePane(this.pane, { frameLoading: true }), 150)
    try {
      const image = await this.frames.load(instance, frame)
      if (isWanted()) this.present(instance, frame, image)
    } catch (error) {
      if (isWanted()) changePane(this.pane, { frameError: error instanceof Error ? error.message : String(error), frameLoading: false, playing: false })
    } finally {
      clearTimeout(patience)
    }
  }

  private present(instance: Instance, frame: number, image: FrameImage): void {
    const { frameError, frameLoading } = this.state
    const moving = isMoving(this.pane)
    if (frameError !== null || frameLoading) changePane(this.pane, { frameError: null, frameLoading: false })
    const key = { instanceId: instance.id, frame }
    const firstOfInstance = this.shown?.instanceId !== instance.id
    this.shown = key
    this.showMask(key, moving)
    this.comparison.show(instance, frame)
    this.viewport.show(image, instance.id)
    this.subtractionWindow.fit(this.state.filters.subtraction !== null && instance.samplesPerPixel === 1)
    if (firstOfInstance || !moving || this.lacksAhead(instance, frame)) this.frames.fetchAhead(instance, frame)
  }

  /** A linked pane is taken along without a player that looks ahead. */
  private lacksAhead(instance: Instance, frame: number): boolean {
    const ahead = (frame + aheadFrames) % instance.frames
    return !this.state.playing && this.frames.peek(instance, ahead) === undefined && this.frames.failure(instance, ahead) === undefined
  }

  /** The pane goes on without filters, and says why. */
  private readonly filtersFailed = (error: Error): void => {
    this.notices.filtersFailed(error)
    changePane(this.pane, { filters: noFilters })
  }

  /** The mask is swapped here and painted with its image, on the image's next drawing. */
  private showMask(key: FrameKey, moving: boolean): void {
    const mask = this.masks.peek(key) ?? null
    this.mask = mask
    this.masks.show(this, key)
    this.layer.setMask(this.painted())
    if (mask !== null) return
    // While frames pass by, only masks that exist are asked for.
    if (moving && statusesOf(key.instanceId)?.has(key.frame) === false) return
    // The store's change event brings it onto the screen.
    void this.masks.load(key).catch((error: unknown) => console.error(error))
  }

  /** A mask that was passed over while frames changed. */
  private atRest(): void {
    if (this.shown !== null && this.mask === null) this.showMask(this.shown, false)
  }

  /** What lies over the image: a proposal that waits for a person's word, or the mask. */
  private painted(): LabelImage | null {
    const { shown } = this
    return (shown === null ? null : previewOf(shown.instanceId, shown.frame)?.image) ?? this.mask
  }

  private readonly previewsChanged = (): void => {
    this.layer.setMask(this.painted())
    this.drawMask()
    this.publishMask()
  }

  private maskChanged({ instanceId, frame, rect }: MaskChange): void {
    const mask = this.masks.peek({ instanceId, frame }) ?? null
    if (mask !== null && rect !== null && this.viewport.hasImage) this.layer.update(mask, rect, this.viewport.matrix())
    if (this.shown?.instanceId !== instanceId || this.shown.frame !== frame) return
    if (mask !== this.mask) {
      this.mask = mask
      this.layer.setMask(this.painted())
      this.drawMask()
    }
    if (rect !== null) this.tools.requestDraw()
    this.publishMask()
  }

  private readonly rendered = (): void => {
    this.layer.resizeTo(this.viewport.canvas)
    this.drawMask()
    this.comparison.draw()
    this.tools.update()
    for (const listener of this.renderedListeners) listener()
    const view = this.viewport.view()
    const before = this.state.view
    if (view !== null && (before === null || Object.entries(view).some(([name, value]) => before[name as keyof typeof view] !== value))) changePane(this.pane, { view })
    const { dataset } = this.elements.viewport
    if (this.shown !== null) {
      dataset['instance'] = String(this.shown.instanceId)
      dataset['frame'] = String(this.shown.frame)
      dataset['imageReady'] = String(this.isShownWanted())
    }
    this.publishMask()
  }

  private drawMask(): void {
    if (this.viewport.hasImage) this.layer.draw(this.viewport.matrix())
  }

  /** Read-only facts for tests and benchmarks. */
  private publishMask(): void {
    const { dataset } = this.elements.viewport
    const { shown } = this
    const preview = shown === null ? null : previewOf(shown.instanceId, shown.frame)
    dataset['preview'] = preview === null ? '' : preview.confidence.toFixed(3)
    dataset['maskReady'] = String(this.mask !== null)
    dataset['maskPixels'] = String(this.mask?.pixels ?? 0)
    dataset['maskRevision'] = String(this.mask?.facts.history.revision ?? 0)
    dataset['paintedAt'] = performance.now().toFixed(2)
  }

  private applyTool(): void {
    const { tool } = useViewer.getState()
    this.viewport.setLeftButton(viewTools.find((each) => each === tool) ?? 'none')
    this.tools.setTool(tool)
  }

  private applyPalette(): void {
    this.layer.setPalette(paletteOf(useLabels.getState().book))
    this.drawMask()
  }

  private applyMaskStyle(): void {
    const { maskVisible, maskOpacity, maskOutline } = useViewer.getState()
    // A comparison shows the mask in its own colours.
    this.layer.setStyle({ visible: maskVisible && !useComparison.getState().open, opacity: maskOpacity, outline: maskOutline })
    this.drawMask()
  }

  private applyPlaying(state: PaneState): void {
    const { playing, instance, frame } = state
    this.player?.stop()
    this.player = null
    if (!playing || instance === null || instance.frames < 2) {
      changePane(this.pane, { playing: false, cine: { framesPerSecond: null, dropped: 0 } })
      return
    }
    void this.loadMasksAhead(instance, frame)
    this.player = new CinePlayer(instance, frame, this.frames, this.cineSettings(state), {
      show: (due) => goToFrame(due, this.pane),
      measured: (cine) => changePane(this.pane, { cine }),
      stopped: (failed) => {
        changePane(this.pane, { playing: false })
        goToFrame(failed, this.pane)
      },
    })
  }

  private cineSettings({ instance, loop }: PaneState): CineSettings {
    const { cineSpeed: speed, pingPong } = useViewer.getState()
    return { ...(loop ?? { from: 0, to: (instance?.frames ?? 1) - 1 }), speed, pingPong }
  }

  /** The masks of a run that plays, in showing order and as many as the store may hold, so that none comes after its frame. */
  private async loadMasksAhead(instance: Instance, from: number): Promise<void> {
    const count = Math.min(instance.frames, this.masks.capacity(instance))
    for (let step = 0; step < count; step++) {
      const { playing, instance: open } = this.state
      if (!playing || open?.id !== instance.id) return
      const frame = (from + step) % instance.frames
      if (statusesOf(instance.id)?.has(frame)) await this.masks.load({ instanceId: instance.id, frame }).catch(() => undefined)
    }
  }

  /** What the tools see of this view. */
  private toolView(): ToolHostView {
    return {
      masks: this.masks,
      frame: () => (this.isShownWanted() ? this.shown : null),
      image: () => {
        const { instance, frame } = this.state
        return instance === null || !this.isShownWanted() ? null : (this.source.peek(instance, frame) ?? null)
      },
      mask: () => (this.isShownWanted() ? this.mask : null),
      editableMask: () => this.editableMask(),
      scale: () => scaleOf(this.viewport.matrix()) / this.viewport.ratio,
      middle: () => this.viewport.middle(),
      isActive: () => useViewer.getState().active === this.pane,
      redraw: () => this.tools.requestDraw(),
      toImage: (x, y) => this.viewport.toImage(x, y),
      matrix: () => (this.viewport.hasImage ? this.viewport.matrix() : null),
      canvas: () => this.viewport.canvas,
    }
  }

  private editableMask(): FrameMask | null {
    const { mask } = this
    if (mask === null || mask.locked || !this.isShownWanted()) return null
    if (!this.notices.mayEdit(mask)) return null
    changePane(this.pane, { playing: false })
    useViewer.setState({ maskVisible: true })
    return mask
  }

  private isShownWanted(): boolean {
    return sameFrame(this.shown, this.wanted)
  }
}
