import type { Point } from '../masks/capsule'
import { handleCommand } from '../shortcuts/command-handlers'
import type { CommandId } from '../shortcuts/commands'
import { CursorRing } from '../viewport/cursor-ring'
import type { Matrix } from '../viewport/transform'
import { imageStep, scaleOf } from '../viewport/transform'
import { maskTool } from './mask-tools'
import { PointerInput } from './pointer-input'
import type { ToolPane, ToolSession } from './viewer-tool'
import { viewerTool } from './viewer-tools'

export interface ToolHostElements {
  /** Takes the pointer. */
  readonly viewport: HTMLElement
  /** Over the mask; what tools draw goes here. */
  readonly overlay: HTMLCanvasElement
  readonly ring: HTMLElement
}

/** The view that the host serves, besides what its tools may use. */
export interface ToolHostView extends ToolPane {
  toImage(clientX: number, clientY: number): Point
  /** Image → canvas, in device pixels; null while nothing is shown. */
  matrix(): Matrix | null
  canvas(): HTMLCanvasElement
}

/** Image pixels by key, along the axes of the screen. */
const cursorSteps = [
  ['cursor-left', -1, 0], ['cursor-right', 1, 0], ['cursor-up', 0, -1], ['cursor-down', 0, 1],
  ['cursor-far-left', -10, 0], ['cursor-far-right', 10, 0], ['cursor-far-up', 0, -10], ['cursor-far-down', 0, 10],
] as const

/** The tools on one view: keeps the session of the chosen tool and brings pointer, keys and drawing to it, without React. */
export class ToolHost {
  private session: ToolSession | null = null
  private eraser: ToolSession | null = null
  /** Has the press that is under way. */
  private pressed: ToolSession | null = null
  private drawn = false
  private requested: number | null = null
  private readonly pointer: PointerInput
  private readonly ring: CursorRing
  private readonly detach: readonly (() => void)[]

  constructor(
    private readonly elements: ToolHostElements,
    private readonly view: ToolHostView,
  ) {
    this.ring = new CursorRing(elements.ring, elements.viewport, () => {
      const radius = this.session?.radius?.()
      return radius === undefined || view.matrix() === null ? null : radius * view.scale()
    })
    this.pointer = new PointerInput(elements.viewport, {
      begin: (press) => {
        // A pen's other end erases, whichever tool is chosen.
        const session = press.erase ? (this.eraser ??= maskTool('eraser')!.start(view)) : this.session
        if (session?.begin(press) !== true) return false
        this.pressed = session
        return true
      },
      move: (points) => this.pressed?.move(points),
      end: () => this.released()?.end(),
      cancel: () => this.released()?.cancel(),
      hover: (at) => this.session?.hover?.(at),
      toImage: view.toImage,
    })
    const keys: Partial<Record<CommandId, () => boolean>> = {
      cancel: () => this.cancel(),
      'finish-tool': () => this.session?.finish?.() === true,
      'step-back': () => this.session?.stepBack?.() === true,
      'smaller-brush': () => this.resize(-1),
      'larger-brush': () => this.resize(1),
      ...Object.fromEntries(cursorSteps.map(([command, x, y]) => [command, () => this.moveCursor(x, y)])),
    }
    this.detach = Object.entries(keys).map(([command, act]) => handleCommand(command as CommandId, () => view.isActive() && act() && nothing))
  }

  /** Another tool, by its id; one that only looks leaves the pointer alone. */
  setTool(id: string): void {
    this.leaveFrame()
    this.session?.cancel()
    this.session?.dispose?.()
    this.session = viewerTool(id)?.start(this.view) ?? null
    const { dataset } = this.elements.viewport
    dataset['tool'] = id
    if (this.session === null) delete dataset['paints']
    else dataset['paints'] = 'true'
    this.ring.update()
    this.draw()
  }

  /** Another frame is about to be shown: finished work is kept. */
  leaveFrame(): void {
    this.pointer.finish()
    this.session?.leave?.()
  }

  private cancel(): boolean {
    if (!this.pointer.pressed) return this.session?.cancel() === true
    this.pointer.cancel()
    return true
  }

  /** Arrows move on the screen, whichever way the image is turned. */
  private moveCursor(x: number, y: number): boolean {
    const matrix = this.view.matrix()
    if (matrix === null || this.session?.moveCursor === undefined) return false
    const step = imageStep(matrix, { x, y })
    return this.session.moveCursor(step.x, step.y)
  }

  /** False when the tool has no size. */
  resize(steps: number): boolean {
    if (this.session?.resize === undefined) return false
    if (steps !== 0) this.session.resize(steps)
    return true
  }

  /** Size of the tool, zoom or image have changed. */
  update(): void {
    this.ring.update()
    this.draw()
  }

  requestDraw(): void {
    if (this.session?.draw === undefined && !this.drawn) return
    this.requested ??= requestAnimationFrame(() => {
      this.requested = null
      this.draw()
    })
  }

  dispose(): void {
    for (const stop of this.detach) stop()
    if (this.requested !== null) cancelAnimationFrame(this.requested)
    this.pointer.dispose()
    this.session?.cancel()
    this.session?.dispose?.()
    this.ring.dispose()
  }

  private draw(): void {
    const { overlay } = this.elements
    const draw = this.session?.draw?.bind(this.session)
    if (draw === undefined && !this.drawn) return
    const matrix = this.view.matrix()
    const canvas = this.view.canvas()
    // Setting the size clears, also when it is the same.
    overlay.width = canvas.width
    overlay.height = canvas.height
    overlay.style.width = canvas.style.width
    overlay.style.height = canvas.style.height
    this.drawn = draw !== undefined && matrix !== null
    if (draw === undefined || matrix === null) return
    const context = overlay.getContext('2d')!
    context.setTransform(...matrix)
    draw(context, { pixel: window.devicePixelRatio / scaleOf(matrix) })
  }

  private released(): ToolSession | null {
    const { pressed } = this
    this.pressed = null
    return pressed
  }
}

function nothing(): void {}
