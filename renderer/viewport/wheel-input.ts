export interface WheelEvents {
  scroll(frames: number): void
  zoom(clientX: number, clientY: number, factor: number): void
  /** True when the brush took it. */
  resizeBrush(steps: number): boolean
}

/** Pixels of wheel travel that make one step; a mouse notch is at least 100, a touchpad sends many small ones. */
const stepLength = 60

/** Wheel: frames. Ctrl or Alt: brush size, or zoom without a brush. Shift: zoom. Returns the function that detaches it. */
export function listenToWheel(element: HTMLElement, events: WheelEvents): () => void {
  let travelled = 0
  const wheel = (event: WheelEvent): void => {
    event.preventDefault()
    // With Shift, Chromium reports the same wheel as horizontal.
    const raw = event.deltaY !== 0 ? event.deltaY : event.deltaX
    const delta = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? raw : raw * 40
    const step = Math.abs(delta) >= 100 ? Math.sign(delta) : 0
    travelled = step === 0 ? travelled + delta : 0
    const steps = step !== 0 ? step : Math.trunc(travelled / stepLength)
    travelled -= step === 0 ? steps * stepLength : 0
    if ((event.ctrlKey || event.altKey) && !event.shiftKey) {
      if (steps !== 0 && events.resizeBrush(-steps)) return
      if (events.resizeBrush(0)) return
    }
    if (event.ctrlKey || event.altKey || event.shiftKey) events.zoom(event.clientX, event.clientY, Math.exp(-Math.max(-120, Math.min(120, delta)) / 600))
    else if (steps !== 0) events.scroll(steps)
  }
  element.addEventListener('wheel', wheel, { passive: false })
  return () => element.removeEventListener('wheel', wheel)
}
