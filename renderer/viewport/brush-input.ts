import type { Point } from '../masks/capsule'

export interface BrushEvents {
  /** Called on every press; false refuses it (no mask, approved, another tool). */
  begin(erase: boolean): boolean
  extend(points: readonly Point[]): void
  finish(): void
  cancel(): void
  toImage(clientX: number, clientY: number): Point
}

const penEraserButton = 32

/**
 * Turns pointer events into strokes. All coalesced positions are used, so that a stroke follows the hand and not the
 * frame rate; a pen paints by its tip and erases by its other end.
 */
export class BrushInput {
  private pointer: number | null = null

  constructor(
    private readonly element: HTMLElement,
    private readonly events: BrushEvents,
  ) {
    element.addEventListener('pointerdown', this.down)
    element.addEventListener('pointermove', this.move)
    element.addEventListener('pointerup', this.up)
    element.addEventListener('pointercancel', this.up)
    element.addEventListener('lostpointercapture', this.up)
  }

  /** Ends the stroke in progress as if the pointer had been lifted. */
  finish(): void {
    if (this.pointer === null) return
    this.release()
    this.events.finish()
  }

  /** Gives up the stroke in progress. */
  cancel(): void {
    if (this.pointer === null) return
    this.release()
    this.events.cancel()
  }

  dispose(): void {
    this.cancel()
    this.element.removeEventListener('pointerdown', this.down)
    this.element.removeEventListener('pointermove', this.move)
    this.element.removeEventListener('pointerup', this.up)
    this.element.removeEventListener('pointercancel', this.up)
    this.element.removeEventListener('lostpointercapture', this.up)
  }

  private readonly down = (event: PointerEvent): void => {
    const erase = (event.buttons & penEraserButton) !== 0
    if (this.pointer !== null || (event.button !== 0 && !erase)) return
    if (!this.events.begin(erase)) return
    this.pointer = event.pointerId
    this.element.setPointerCapture(event.pointerId)
    this.events.extend([this.events.toImage(event.clientX, event.clientY)])
  }

  private readonly move = (event: PointerEvent): void => {
    if (event.pointerId !== this.pointer) return
    const coalesced = event.getCoalescedEvents()
    this.events.extend((coalesced.length > 0 ? coalesced : [event]).map((each) => this.events.toImage(each.clientX, each.clientY)))
  }

  private readonly up = (event: PointerEvent): void => {
    if (event.pointerId === this.pointer) this.finish()
  }

  private release(): void {
    const pointer = this.pointer
    this.pointer = null
    if (pointer !== null && this.element.hasPointerCapture(pointer)) this.element.releasePointerCapture(pointer)
  }
}
