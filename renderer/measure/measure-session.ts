import { t } from 'i18next'
import type { FrameKey, MeasuredPoint, MeasuredShape, Measurement } from '../../electron/ipc/contract/index'
import { announce, announceAtRest } from '../shell/announcement'
import type { OverlayView, ToolPane, ToolPoint, ToolPress, ToolSession } from '../tools/viewer-tool'
import { KeyCursor } from './key-cursor'
import { measureActs } from './measure-acts'
import { scaleOfShown, shapesOn, useMeasurements } from './measurement-store'
import type { Draft } from './measurement-store'
import { gripAt, movedBy } from './shape-geometry'
import type { Grip } from './shape-geometry'
import { draftText } from './shape-text'

/** CSS pixels within which a point or line is taken hold of, and within which a press is a click. */
const reach = 9
const clickReach = 4

interface Hold {
  readonly measurement: Measurement
  readonly grip: Grip
  readonly from: MeasuredPoint
}

/**
 * Draws a shape of so many points, by dragging, by one click a point, or by keys (Enter shows a cross that arrows move and sets its
 * points), and moves those that are there. What is finished goes to `done`.
 */
export class MeasureSession implements ToolSession {
  /** Points that are set. */
  private points: MeasuredPoint[] = []
  /** Where the next one would be. */
  private next: MeasuredPoint | null = null
  private hold: Hold | null = null
  /** What the layer shows of what is being measured here; other panes have drafts of their own. */
  private draft: Draft | null = null
  /** There while somebody draws by keys. */
  private cursor: KeyCursor | null = null

  constructor(
    private readonly pane: ToolPane,
    private readonly count: 2 | 3,
    private readonly done: (key: FrameKey, points: readonly MeasuredPoint[]) => void,
  ) {}

  begin(press: ToolPress): boolean {
    const key = this.pane.frame()
    if (key === null) return false
    const at = pointOf(press)
    this.setCursor(null)
    if (this.points.length === 0) {
      this.hold = this.holdAt(key, at)
      useMeasurements.setState({ chosen: this.hold?.measurement.id ?? null })
      if (this.hold !== null) return true
      this.points = [at]
    }
    this.next = at
    this.show()
    return true
  }

  move(points: readonly ToolPoint[]): void {
    const at = points.at(-1)
    if (at === undefined) return
    if (this.hold === null) {
      this.next = pointOf(at)
      return this.show()
    }
    const { measurement, grip, from } = this.hold
    useMeasurements.setState({ moving: { ...measurement, shape: movedBy(measurement.shape, grip, { x: at.x - from.x, y: at.y - from.y }) } })
  }

  end(): void {
    if (this.hold !== null) return this.letGo(this.hold)
    const last = this.points.at(-1)
    if (last === undefined || this.next === null) return
    // The first click of several; the next press sets the next point.
    if (Math.hypot(this.next.x - last.x, this.next.y - last.y) * this.pane.scale() < clickReach) return
    this.setPoint(this.next)
  }

  hover(at: MeasuredPoint | null): void {
    if (this.points.length === 0 || at === null || this.cursor !== null) return
    this.next = pointOf(at)
    this.show()
  }

  /** Shows the cross, or sets a point where it is. */
  finish(): boolean {
    const key = this.pane.frame()
    const image = this.pane.image()
    const middle = this.pane.middle()
    if (key === null || image === null || middle === null) return false
    if (this.cursor === null) {
      this.setCursor(KeyCursor.at(this.points.at(-1) ?? middle, image))
      this.follow(this.cursor!)
      announce(t('measure.keys.begun', pixelAt(this.cursor!.place)))
      return true
    }
    const { place } = this.cursor
    const last = this.points.at(-1)
    if (last !== undefined && last.x === place.x && last.y === place.y) {
      announce(t('measure.keys.samePlace'))
      return true
    }
    if (this.points.length === 0) useMeasurements.setState({ chosen: null })
    const isLast = this.points.length === this.count - 1
    announce(isLast ? t('measure.keys.finished', { figure: draftText([...this.points, place], scaleOfShown()) }) : t('measure.keys.pointSet', { point: this.points.length + 1, count: this.count, ...pixelAt(place) }))
    this.setPoint(place)
    return true
  }

  moveCursor(x: number, y: number): boolean {
    if (this.cursor === null) return false
    const cursor = this.cursor.movedBy(x, y)
    this.setCursor(cursor)
    this.follow(cursor)
    announceAtRest(() => [t('measure.keys.at', pixelAt(cursor.place)), this.points.length === 0 ? '' : draftText([...this.points, cursor.place], scaleOfShown())].filter((part) => part !== '').join(' · '))
    return true
  }

  cancel(): boolean {
    const isOwn = this.chosenHere() !== undefined
    const something = this.points.length > 0 || this.hold !== null || this.cursor !== null || isOwn
    if (this.cursor !== null) announce(t('measure.keys.cancelled'))
    if (isOwn) useMeasurements.setState({ chosen: null })
    this.leave()
    return something
  }

  leave(): void {
    if (this.hold !== null && useMeasurements.getState().moving?.id === this.hold.measurement.id) useMeasurements.setState({ moving: null })
    this.points = []
    this.next = null
    this.hold = null
    this.setCursor(null)
    this.show()
  }

  /** Takes the last point back, or removes the chosen measurement. */
  stepBack(): boolean {
    if (this.points.length > 0) {
      this.points.pop()
      if (this.points.length === 0 && this.cursor === null) this.next = null
      this.show()
      return true
    }
    const measurement = this.chosenHere()
    if (measurement === undefined) return false
    measureActs().remove(measurement)
    return true
  }

  draw(context: CanvasRenderingContext2D, view: OverlayView): void {
    this.cursor?.draw(context, view)
  }

  private setPoint(at: MeasuredPoint): void {
    this.points.push(at)
    this.next = null
    const key = this.pane.frame()
    if (this.points.length === this.count && key !== null) {
      const finished = this.points
      this.points = []
      this.done(key, finished)
    }
    this.show()
  }

  private setCursor(cursor: KeyCursor | null): void {
    if (cursor === this.cursor) return
    this.cursor = cursor
    this.pane.redraw()
  }

  private follow({ place }: KeyCursor): void {
    this.next = this.points.length === 0 ? null : place
    this.show()
  }

  /** What is being drawn is shown by the layer of measurements, with its figure. */
  private show(): void {
    const key = this.pane.frame()
    const points = this.next === null ? this.points : [...this.points, this.next]
    const draft = key === null || points.length < 2 ? null : { ...key, points }
    if (draft !== null || useMeasurements.getState().draft === this.draft) useMeasurements.setState({ draft })
    this.draft = draft
  }

  private chosenHere(): Measurement | undefined {
    const key = this.pane.frame()
    const { chosen } = useMeasurements.getState()
    return key === null ? undefined : shapesOn(useMeasurements.getState(), key).find(({ id }) => id === chosen)
  }

  private holdAt(key: FrameKey, at: MeasuredPoint): Hold | null {
    const within = reach / this.pane.scale()
    for (const measurement of [...shapesOn(useMeasurements.getState(), key)].reverse()) {
      const grip = gripAt(measurement.shape, at, within)
      if (grip !== null) return { measurement, grip, from: at }
    }
    return null
  }

  private letGo({ measurement }: Hold): void {
    const { moving } = useMeasurements.getState()
    this.hold = null
    if (moving?.id === measurement.id) measureActs().move(measurement, moving.shape)
  }
}

function pointOf({ x, y }: MeasuredPoint): MeasuredPoint {
  return { x, y }
}

/** Column and row, for words. */
function pixelAt({ x, y }: MeasuredPoint): MeasuredPoint {
  return { x: Math.floor(x), y: Math.floor(y) }
}

/** The shape of as many points. */
export function shapeOf(points: readonly MeasuredPoint[]): MeasuredShape {
  const [a, b, c] = points
  return c === undefined ? { kind: 'length', points: [a!, b!] } : { kind: 'angle', points: [a!, b!, c] }
}
