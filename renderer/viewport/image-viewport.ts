import type { Viewport as LooseViewport } from 'cornerstone-core'
import type { Point } from '../masks/capsule'
import { canvasRatio, cornerstone, cornerstoneTools, createPanTool, setUpCornerstone, sharpenCanvas } from './cornerstone'
import { samplesOf } from './frame-image'
import type { FrameImage } from './frame-image'
import { automaticWindow, fullWindow } from './image-window'
import type { ImageWindow } from './image-window'
import { inverted, transformed } from './transform'
import type { Matrix } from './transform'

/** What the left mouse button does; `none` leaves it to the brush. */
export type LeftButton = 'window' | 'pan' | 'zoom' | 'none'

/** Window, zoom and pan by instance id. */
export type ViewMemory = Map<number, LooseViewport>

export interface ViewState {
  readonly windowCenter: number
  readonly windowWidth: number
  /** CSS pixels per image pixel. */
  readonly zoom: number
  readonly invert: boolean
  /** Degrees, clockwise. */
  readonly rotation: number
  readonly mirrored: boolean
  readonly upsideDown: boolean
}

/** What core always fills in; its types leave everything optional. */
type CornerstoneViewport = LooseViewport & Required<Pick<LooseViewport, 'scale' | 'translation' | 'invert' | 'rotation' | 'hflip' | 'vflip'>> & { voi: { windowWidth: number; windowCenter: number } }

const smallestScale = 0.05
const largestScale = 64
const toolNames = { window: 'Wwwc', pan: 'Pan', zoom: 'Zoom' } as const

/** One image on one element: window/level, zoom and pan by cornerstone, sharp on every display. */
export class ImageViewport {
  private readonly observer: ResizeObserver
  private ratioQuery: MediaQueryList | null = null
  private shownInstance: number | null = null

  constructor(
    readonly element: HTMLElement,
    /** How each instance was looked at last; outlives the viewport. */
    private readonly views: ViewMemory,
    private readonly onRendered: () => void,
  ) {
    setUpCornerstone()
    // Before `enable`, which resizes at once.
    element.addEventListener(cornerstone.EVENTS.ELEMENT_RESIZED, this.sharpen)
    cornerstone.enable(element)
    element.addEventListener(cornerstone.EVENTS.IMAGE_RENDERED, this.onRendered)
    cornerstoneTools.addToolForElement(element, cornerstoneTools.WwwcTool)
    cornerstoneTools.addToolForElement(element, createPanTool())
    cornerstoneTools.addToolForElement(element, cornerstoneTools.ZoomTool, { configuration: { invert: true, preventZoomOutsideImage: false, minScale: smallestScale, maxScale: largestScale } })
    this.observer = new ResizeObserver(() => this.resize())
    this.observer.observe(element)
    this.watchRatio()
  }

  get canvas(): HTMLCanvasElement {
    return cornerstone.getEnabledElement(this.element).canvas!
  }

  get hasImage(): boolean {
    return cornerstone.getEnabledElement(this.element).image !== undefined
  }

  /** Shows a frame. Window, zoom and pan stay as they are between frames of one instance. */
  show(image: FrameImage, instanceId: number): void {
    const sameInstance = this.shownInstance === instanceId && this.hasImage
    if (!sameInstance) this.remember()
    const view = sameInstance ? cornerstone.getViewport(this.element) : (this.views.get(instanceId) ?? cornerstone.getDefaultViewportForImage(this.element, image))
    this.shownInstance = instanceId
    cornerstone.displayImage(this.element, image, view as LooseViewport)
  }

  /** The shown frame at its own size, with its window and not turned; null before it was drawn. */
  renderedImage(): HTMLCanvasElement | null {
    const { renderingTools } = cornerstone.getEnabledElement(this.element) as { renderingTools?: { renderCanvas?: HTMLCanvasElement } }
    return renderingTools?.renderCanvas ?? null
  }

  /** Image → canvas (device pixels). */
  matrix(): Matrix {
    return cornerstone.internal.getTransform(cornerstone.getEnabledElement(this.element)).m as unknown as Matrix
  }

  /** Image coordinates of a place in the window. */
  toImage(clientX: number, clientY: number): Point {
    const bounds = this.element.getBoundingClientRect()
    const ratio = canvasRatio(this.element)
    return transformed(inverted(this.matrix()), { x: (clientX - bounds.left) * ratio, y: (clientY - bounds.top) * ratio })
  }

  /** The middle of what is seen, in image coordinates; null while nothing is shown. */
  middle(): Point | null {
    const { width, height } = this.canvas
    return this.hasImage ? transformed(inverted(this.matrix()), { x: width / 2, y: height / 2 }) : null
  }

  /** Device pixels per CSS pixel. */
  get ratio(): number {
    return canvasRatio(this.element)
  }

  view(): ViewState | null {
    if (!this.hasImage) return null
    const { voi, scale, invert, rotation, hflip, vflip } = this.current()
    return { windowCenter: voi.windowCenter, windowWidth: voi.windowWidth, zoom: scale / this.ratio, invert, rotation, mirrored: hflip, upsideDown: vflip }
  }

  setLeftButton(left: LeftButton): void {
    const right = 2
    const middle = 4
    const masks = { window: [right], pan: [middle], zoom: [] as number[] }
    if (left !== 'none') masks[left] = [1, ...masks[left]]
    for (const tool of ['window', 'pan', 'zoom'] as const) {
      cornerstoneTools.setToolPassiveForElement(this.element, toolNames[tool])
      if (masks[tool].length > 0) cornerstoneTools.setToolActiveForElement(this.element, toolNames[tool], { mouseButtonMask: masks[tool] })
    }
  }

  fit(): void {
    if (this.hasImage) cornerstone.fitToWindow(this.element)
  }

  /** One image pixel on one device pixel. */
  oneToOne(): void {
    this.change((view) => {
      view.scale = 1
      view.translation = { x: 0, y: 0 }
    })
  }

  /** Zooms about a place of the window, which stays where it is. */
  zoomAt(clientX: number, clientY: number, factor: number): void {
    if (!this.hasImage) return
    const before = this.toImage(clientX, clientY)
    this.change((view) => (view.scale = Math.min(largestScale, Math.max(smallestScale, view.scale * factor))))
    const bounds = this.element.getBoundingClientRect()
    const now = transformed(this.matrix(), before)
    // Core translates along the axes of the screen, whichever way the image is turned.
    this.change((view) => {
      const x = view.translation.x + ((clientX - bounds.left) * this.ratio - now.x) / view.scale
      const y = view.translation.y + ((clientY - bounds.top) * this.ratio - now.y) / view.scale
      view.translation = { x, y }
    })
  }

  zoomBy(factor: number): void {
    const bounds = this.element.getBoundingClientRect()
    this.zoomAt(bounds.left + bounds.width / 2, bounds.top + bounds.height / 2, factor)
  }

  setInvert(invert: boolean): void {
    this.change((view) => (view.invert = invert))
  }

  setWindow({ center, width }: ImageWindow): void {
    this.change((view) => (view.voi = { ...view.voi, windowCenter: center, windowWidth: Math.max(1, width) }))
  }

  /** The values of the shown frame that `kind` asks for. */
  windowOf(kind: 'default' | 'full' | 'automatic'): ImageWindow | null {
    const { image } = cornerstone.getEnabledElement(this.element)
    if (image === undefined) return null
    if (kind === 'default' || image.color) return { center: image.windowCenter, width: image.windowWidth }
    return (kind === 'full' ? fullWindow : automaticWindow)(samplesOf(image), image.slope, image.intercept)
  }

  /** Turns the image by quarter turns, clockwise. */
  turn(quarters: 1 | -1): void {
    this.change((view) => (view.rotation = (((view.rotation + quarters * 90) % 360) + 360) % 360))
  }

  /** Mirrors what is seen, whichever way the image is turned. */
  flip(direction: 'sideways' | 'upside-down'): void {
    this.change((view) => {
      const turned = view.rotation % 180 !== 0
      if ((direction === 'sideways') !== turned) view.hflip = !view.hflip
      else view.vflip = !view.vflip
    })
  }

  /** Window, zoom, pan and turns as they were when the instance was opened. */
  reset(): void {
    if (this.hasImage) cornerstone.reset(this.element)
  }

  dispose(): void {
    this.remember()
    this.observer.disconnect()
    this.ratioQuery?.removeEventListener('change', this.ratioChanged)
    this.element.removeEventListener(cornerstone.EVENTS.IMAGE_RENDERED, this.onRendered)
    this.element.removeEventListener(cornerstone.EVENTS.ELEMENT_RESIZED, this.sharpen)
    cornerstone.disable(this.element)
  }

  private remember(): void {
    const view = this.hasImage ? cornerstone.getViewport(this.element) : undefined
    if (view !== undefined && this.shownInstance !== null) this.views.set(this.shownInstance, structuredClone(view))
  }

  private current(): CornerstoneViewport {
    return cornerstone.getEnabledElement(this.element).viewport as CornerstoneViewport
  }

  private change(act: (view: CornerstoneViewport) => void): void {
    if (!this.hasImage) return
    const view = this.current()
    act(view)
    cornerstone.setViewport(this.element, view)
  }

  private resize(): void {
    if (this.element.clientWidth > 0 && this.element.clientHeight > 0) cornerstone.resize(this.element)
  }

  private readonly sharpen = (): void => sharpenCanvas(this.element)

  /** A window that moves to another display changes its ratio without changing its size. */
  private watchRatio(): void {
    this.ratioQuery?.removeEventListener('change', this.ratioChanged)
    this.ratioQuery = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`)
    this.ratioQuery.addEventListener('change', this.ratioChanged)
  }

  private readonly ratioChanged = (): void => {
    this.watchRatio()
    this.resize()
  }
}
