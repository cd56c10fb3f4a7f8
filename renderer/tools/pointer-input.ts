import type { Point } from '../masks/capsule'
import type { ToolPoint, ToolPress } from './viewer-tool'

export interface PointerEvents {
  /** Called on every press; false refuses it. */
  begin(press: ToolPress): boolean
  move(points: readonly ToolPoint[]): void
  end(): void
  cancel(): void
  hover(at: Point | null): void
  toImage(clientX: number, clientY: number): Point
}

const penEraserButton = 32

/**
 * Turns pointer events into presses and moves in image coordinates. All coalesced positions are used, so that a stroke follows the hand
 * and not the frame rate.
 */
export class PointerInput {
  private pointer: number | null = null
  private readonly clicks = new ClickCount()
  private readonly listeners: readonly (readonly [type: string, listener: (event: never) => void])[]

  constructor(
    private readonly element: HTMLElement,
    private readonly events: PointerEvents,
  ) {
    this.listeners = [
      ['pointerdown', this.down],
      ['pointermove', this.move],
      ['pointerup', this.up],
      ['pointercancel', this.up],
      ['lostpointercapture', this.up],
      ['pointerleave', this.left],
    ]
    for (const [type, listener] of this.listeners) element.addEventListener(type, listener as EventListener)
  }

  get pressed(): boolean {
    return this.pointer !== null
  }

  /** Ends the press as if the pointer had been lifted. */
  finish(): void {
    if (this.pointer === null) return
    this.release()
    this.events.end()
  }

  /** Gives up what the press has begun. */
  cancel(): void {
    if (this.pointer === null) return
    this.release()
    this.events.cancel()
  }

  dispose(): void {
    this.cancel()
    for (const [type, listener] of this.listeners) this.element.removeEventListener(type, listener as EventListener)
  }

  private readonly down = (event: PointerEvent): void => {
    const erase = (event.buttons & penEraserButton) !== 0
    if (this.pointer !== null || (event.button !== 0 && !erase)) return
    const point = this.pointOf(event)
    if (!this.events.begin({ ...point, erase, alt: event.altKey, clicks: this.clicks.next(event) })) return
    this.pointer = event.pointerId
    this.element.setPointerCapture(event.pointerId)
    this.events.move([point])
  }

  private readonly move = (event: PointerEvent): void => {
    if (this.pointer === null) return this.events.hover(this.pointOf(event))
    if (event.pointerId !== this.pointer) return
    const coalesced = event.getCoalescedEvents()
    this.events.move((coalesced.length > 0 ? coalesced : [event]).map((each) => this.pointOf(each)))
  }

  private readonly up = (event: PointerEvent): void => {
    if (event.pointerId === this.pointer) this.finish()
  }

  private readonly left = (): void => {
    if (this.pointer === null) this.events.hover(null)
  }

  private pointOf(event: PointerEvent): ToolPoint {
    return { ...this.events.toImage(event.clientX, event.clientY), pressure: event.pointerType === 'pen' ? event.pressure : 1 }
  }

  private release(): void {
    const pointer = this.pointer
    this.pointer = null
    if (pointer !== null && this.element.hasPointerCapture(pointer)) this.element.releasePointerCapture(pointer)
  }
}

/** Longest time and way between two presses of a double click. */
const doubleClickMs = 400
const doubleClickReach = 5

/** Counts presses in one place; pointer events, unlike mouse events, do not tell. */
class ClickCount {
  private count = 0
  private last: { readonly x: number; readonly y: number; readonly at: number } | null = null

  next({ clientX: x, clientY: y, timeStamp: at }: PointerEvent): number {
    const isNext = this.last !== null && at - this.last.at <= doubleClickMs && Math.hypot(x - this.last.x, y - this.last.y) <= doubleClickReach
    this.count = isNext ? this.count + 1 : 1
    this.last = { x, y, at }
    return this.count
  }
}
