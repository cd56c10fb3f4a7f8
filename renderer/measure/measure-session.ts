import type { FrameKey, MeasuredPoint, MeasuredShape, Measurement } from '../../electron/ipc/contract/index'
import type { ToolPane, ToolPoint, ToolPress, ToolSession } from '../tools/viewer-tool'
import { measureActs } from './measure-acts'
import { shapesOn, useMeasurements } from './measurement-store'
import { gripAt, movedBy } from './shape-geometry'
import type { Grip } from './shape-geometry'

/** CSS pixels within which a point or line is taken hold of, and within which a press is a click. */
const reach = 9
const clickReach = 4

interface Hold {
  readonly measurement: Measurement
  readonly grip: Grip
  readonly from: MeasuredPoint
}

/**
 * Draws a shape of so many points, by dragging or by one click a point, and moves those that are there. What is finished
 * goes to `done`.
 */
export class MeasureSession implements ToolSession {
  /** Points that are set. */
  private points: MeasuredPoint[] = []
  /** Where the next one would be. */
  private next: MeasuredPoint | null = null
  private hold: Hold | null = null

  constructor(
    private readonly pane: ToolPane,
    private readonly count: 2 | 3,
    private readonly done: (key: FrameKey, points: readonly MeasuredPoint[]) => void,
  ) {}

  begin(press: ToolPress): boolean {
    const key = this.pane.frame()
    if (key === null) return false
    const at = pointOf(press)
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
    this.points.push(this.next)
    this.next = null
    const key = this.pane.frame()
    if (this.points.length === this.count && key !== null) {
      const finished = this.points
      this.points = []
      this.done(key, finished)
    }
    this.show()
  }

  hover(at: MeasuredPoint | null): void {
    if (this.points.length === 0 || at === null) return
    this.next = pointOf(at)
    this.show()
  }

  cancel(): boolean {
    const { chosen } = useMeasurements.getState()
    const something = this.points.length > 0 || this.hold !== null || chosen !== null
    useMeasurements.setState({ chosen: null })
    this.leave()
    return something
  }

  leave(): void {
    this.points = []
    this.next = null
    this.hold = null
    useMeasurements.setState({ moving: null })
    this.show()
  }

  /** Takes the last point back, or removes the chosen measurement. */
  stepBack(): boolean {
    if (this.points.length > 0) {
      this.points.pop()
      if (this.points.length === 0) this.next = null
      this.show()
      return true
    }
    const key = this.pane.frame()
    const { chosen } = useMeasurements.getState()
    const measurement = key === null ? undefined : shapesOn(useMeasurements.getState(), key).find(({ id }) => id === chosen)
    if (measurement === undefined) return false
    measureActs().remove(measurement)
    return true
  }

  /** What is being drawn is shown by the layer of measurements, with its figure. */
  private show(): void {
    const key = this.pane.frame()
    const points = this.next === null ? this.points : [...this.points, this.next]
    useMeasurements.setState({ draft: key === null || points.length < 2 ? null : { ...key, points } })
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

/** The shape of as many points. */
export function shapeOf(points: readonly MeasuredPoint[]): MeasuredShape {
  const [a, b, c] = points
  return c === undefined ? { kind: 'length', points: [a!, b!] } : { kind: 'angle', points: [a!, b!, c] }
}
