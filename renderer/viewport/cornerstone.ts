import * as cornerstone from 'cornerstone-core'
import * as cornerstoneMath from 'cornerstone-math'
import cornerstoneTools from 'cornerstone-tools'
import type { ToolEventDetail } from 'cornerstone-tools'
import * as Hammer from 'hammerjs'

/**
 * The one place that sets up cornerstone-core and cornerstone-tools; neither is maintained any more. Nothing outside
 * `renderer/viewport` imports them, so that another renderer could take their place.
 */
export { cornerstone, cornerstoneTools }

const ratios = new WeakMap<HTMLElement, number>()

/** Device pixels per CSS pixel of the element's canvas. Core itself ignores the device pixel ratio. */
export function canvasRatio(element: HTMLElement): number {
  return ratios.get(element) ?? 1
}

/** Gives the element's canvas the pixels of the display. The ratio is kept: measuring it for every frame costs a layout. */
export function sharpenCanvas(element: HTMLElement): void {
  const canvas = cornerstone.getEnabledElement(element).canvas!
  const { clientWidth, clientHeight } = element
  canvas.width = Math.round(clientWidth * window.devicePixelRatio)
  canvas.height = Math.round(clientHeight * window.devicePixelRatio)
  canvas.style.width = `${clientWidth}px`
  canvas.style.height = `${clientHeight}px`
  ratios.set(element, clientWidth > 0 ? canvas.width / clientWidth : 1)
}

/** Core's `pageToPixel` takes CSS pixels for canvas pixels: wrong wherever the canvas is sharper than the page. */
function pageToPixel(element: HTMLElement, pageX: number, pageY: number): { x: number; y: number } {
  const bounds = element.getBoundingClientRect()
  const ratio = canvasRatio(element)
  const transform = cornerstone.internal.getTransform(cornerstone.getEnabledElement(element))
  transform.invert()
  return transform.transformPoint((pageX - bounds.left - window.scrollX) * ratio, (pageY - bounds.top - window.scrollY) * ratio)
}

let ready = false

export function setUpCornerstone(): void {
  if (ready) return
  ready = true
  cornerstoneTools.external.cornerstone = { ...cornerstone, pageToPixel }
  cornerstoneTools.external.cornerstoneMath = cornerstoneMath
  cornerstoneTools.external.Hammer = Hammer
  // Its segmentation module would make a table of 65,535 colours; masks are drawn by our own layer.
  cornerstoneTools.getModule('segmentation').configuration.segmentsPerLabelmap = 0
  cornerstoneTools.init({ mouseEnabled: true, touchEnabled: false, globalToolSyncEnabled: false, showSVGCursors: false })
}

/** Pan that follows the pointer on sharp displays too: the stock tool divides CSS pixels by a scale in device pixels. */
export function createPanTool(): new () => InstanceType<typeof cornerstoneTools.PanTool> {
  return class SharpPanTool extends cornerstoneTools.PanTool {
    _getTranslation(detail: ToolEventDetail): { x: number; y: number } {
      const factor = canvasRatio(detail.element) / detail.viewport.scale
      return { x: detail.deltaPoints.page.x * factor, y: detail.deltaPoints.page.y * factor }
    }
  }
}
