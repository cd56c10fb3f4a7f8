import * as cornerstone from 'cornerstone-core'
import * as cornerstoneMath from 'cornerstone-math'
import * as cornerstoneTools from 'cornerstone-tools'
import * as Hammer from 'hammerjs'
import { benchPixels, striped } from '../support/window/bench-image'

/**
 * The rival of the brush benchmark: cornerstone-tools' own BrushTool on an element of its own over the workstation's window. Bundled by the
 * benchmark and put into the page by it; the product knows nothing of it.
 */
interface SegmentationModule {
  readonly configuration: { radius: number; segmentsPerLabelmap: number }
  readonly getters: { labelmap2D(element: HTMLElement): { labelmap2D: { pixelData: Uint16Array; segmentsOnLabelmap: number[] } } }
  readonly setters: { activeSegmentIndex(element: HTMLElement, index: number): void }
}

interface Tools {
  default: {
    external: Record<string, unknown>
    init(configuration: object): void
    addToolForElement(element: HTMLElement, tool: unknown): void
    setToolActiveForElement(element: HTMLElement, name: string, options: object): void
    addStackStateManager(element: HTMLElement, types: string[]): void
    addToolState(element: HTMLElement, type: string, data: object): void
    getModule(name: string): SegmentationModule
    BrushTool: unknown
  }
}

const tools = (cornerstoneTools as unknown as Tools).default
let element: HTMLElement | null = null

function show(side: number, frame: number, labelCount: number, radius: number, bounds: { x: number; y: number; width: number; height: number }): void {
  hide()
  const pixels = benchPixels(side, frame)
  const labels = striped(side, labelCount, frame)
  element = document.createElement('div')
  element.id = 'rival-brush'
  Object.assign(element.style, { position: 'fixed', left: `${bounds.x}px`, top: `${bounds.y}px`, width: `${bounds.width}px`, height: `${bounds.height}px`, zIndex: '100000' })
  document.body.append(element)
  cornerstone.enable(element)
  const imageId = `rival:${side}:${Math.random()}`
  const image = {
    imageId, minPixelValue: 0, maxPixelValue: 255, slope: 1, intercept: 0, windowCenter: 128, windowWidth: 256, getPixelData: () => pixels, rows: side, columns: side,
    height: side, width: side, color: false, columnPixelSpacing: 1, rowPixelSpacing: 1, invert: false, sizeInBytes: pixels.length,
  }
  // Tools load the images of a stack by their ids.
  cornerstone.registerImageLoader('rival', () => ({ promise: Promise.resolve(image) }) as never)
  cornerstone.displayImage(element, image as never)
  tools.addStackStateManager(element, ['stack'])
  tools.addToolState(element, 'stack', { imageIds: [imageId], currentImageIdIndex: 0 })
  tools.addToolForElement(element, tools.BrushTool)
  tools.setToolActiveForElement(element, 'Brush', { mouseButtonMask: 1 })
  const segmentation = tools.getModule('segmentation')
  segmentation.configuration.radius = radius
  const { labelmap2D } = segmentation.getters.labelmap2D(element)
  labelmap2D.pixelData.set(labels)
  labelmap2D.segmentsOnLabelmap = [...new Set(labels)].sort((one, other) => one - other)
  segmentation.setters.activeSegmentIndex(element, 1)
  cornerstone.updateImage(element)
}

function painted(): number {
  return element ? tools.getModule('segmentation').getters.labelmap2D(element).labelmap2D.pixelData.reduce((count, label) => count + (label === 1 ? 1 : 0), 0) : 0
}

function hide(): void {
  if (!element) return
  cornerstone.disable(element)
  element.remove()
  element = null
}

tools.external['cornerstone'] = cornerstone
tools.external['cornerstoneMath'] = cornerstoneMath
tools.external['Hammer'] = Hammer
tools.init({ mouseEnabled: true, touchEnabled: false, globalToolSyncEnabled: false, showSVGCursors: false })
tools.getModule('segmentation').configuration.segmentsPerLabelmap = 65535

declare global {
  interface Window {
    rivalBrush: { show: typeof show; hide: typeof hide; painted: typeof painted }
  }
}
window.rivalBrush = { show, hide, painted }
