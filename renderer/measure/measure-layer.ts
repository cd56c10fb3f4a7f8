import type { FrameKey, Instance } from '../../electron/ipc/contract/index'
import { sameFrame } from '../state/same-frame'
import type { Matrix } from '../viewport/transform'
import { drawShape } from './draw-shape'
import { measurementsOf, scaleFor, shapesOn, useMeasurements } from './measurement-store'
import { draftText, shapeText } from './shape-text'

const colour = '#7fe3d6'
const chosenColour = '#ffd98a'

export interface MeasuredView {
  frame(): FrameKey | null
  matrix(): Matrix | null
  canvas(): HTMLCanvasElement
}

/** The stored measurements of the shown frame, on a canvas of their own over image and mask. */
export class MeasureLayer {
  private drawn = false

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly view: MeasuredView,
    private readonly instance: () => Instance | null,
  ) {}

  draw(): void {
    const state = useMeasurements.getState()
    const key = this.view.frame()
    const matrix = this.view.matrix()
    const instance = this.instance()
    const shapes = key === null ? [] : shapesOn(state, key)
    const calibration = key === null ? null : measurementsOf(state, key.instanceId).calibration
    const line = calibration?.frame === key?.frame ? calibration : null
    const asking = sameFrame(state.asking, key) ? state.asking : null
    const draft = sameFrame(state.draft, key) ? state.draft : null
    const nothing = shapes.length === 0 && line === null && asking === null && draft === null
    // Frames without measurements are the rule: the cine does not wait for an empty canvas.
    if (nothing && !this.drawn) return
    const { canvas } = this
    const image = this.view.canvas()
    canvas.width = image.width
    canvas.height = image.height
    canvas.style.width = image.style.width
    canvas.style.height = image.style.height
    this.drawn = !nothing
    if (nothing || matrix === null || instance === null) return
    const context = canvas.getContext('2d')!
    const ratio = window.devicePixelRatio
    const scale = scaleFor(state, instance)
    if (line !== null) drawShape(context, matrix, line.line, '', { colour, ratio, dashed: true })
    if (asking !== null) drawShape(context, matrix, asking.line, '', { colour: chosenColour, ratio, dashed: true })
    for (const { id, shape } of shapes) drawShape(context, matrix, shape.points, shapeText(shape, scale), { colour: id === state.chosen ? chosenColour : colour, ratio, dashed: false })
    if (draft !== null) drawShape(context, matrix, draft.points, draftText(draft.points, scale), { colour: chosenColour, ratio, dashed: false })
  }
}
