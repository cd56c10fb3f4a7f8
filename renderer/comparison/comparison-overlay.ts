import type { FrameKey, Instance } from '../../electron/ipc/contract/index'
import { useLabels } from '../labels/label-store'
import type { FrameMaskStore, MaskChange } from '../masks/frame-mask-store'
import type { Rectangle } from '../masks/rectangle'
import { sameFrame } from '../state/same-frame'
import { useViewer } from '../state/viewer-store'
import type { Tool } from '../state/viewer-store'
import { inverted, transformed } from '../viewport/transform'
import type { Matrix } from '../viewport/transform'
import { viewTools } from '../tools/tool-ids'
import { countedLabels } from './agreement-classes'
import type { ComparedFrames } from './compared-frames'
import { ComparisonLayer } from './comparison-layer'
import { comparedReadings, useComparison } from './comparison-store'

/** How the image lies on its canvas; null while there is none. */
export type ImagePlacement = () => { readonly matrix: Matrix; readonly canvas: HTMLCanvasElement } | null

/** Frames whose sides are fetched before they are shown. */
const ahead = 8

/** The comparison over one image: follows its frame, what is compared, and the brush. Never goes through React. */
export class ComparisonOverlay {
  private readonly layer: ComparisonLayer
  private readonly detach: (() => void)[]
  private instance: Instance | null = null
  private key: FrameKey | null = null

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly frames: ComparedFrames,
    masks: FrameMaskStore,
    private readonly placement: ImagePlacement,
    /** Somebody clicked a pixel of the image while readings are compared. */
    private readonly onPick: (key: FrameKey, columns: number, x: number, y: number) => void,
  ) {
    this.layer = new ComparisonLayer(canvas)
    this.detach = [
      useComparison.subscribe((state, before) => {
        if (state.open !== before.open || state.a !== before.a || state.b !== before.b || state.basis !== before.basis) this.refresh()
        else this.draw()
      }),
      useLabels.subscribe(({ book }, before) => book !== before.book && this.refresh()),
      frames.onForgotten((key) => (key === null || sameFrame(key, this.key)) && this.refresh()),
      masks.subscribe((change) => this.maskChanged(change)),
      this.listenToClicks(canvas.parentElement!),
    ]
  }

  /** The image now shows this frame; it is painted with the image's next drawing. */
  show(instance: Instance, frame: number): void {
    this.instance = instance
    this.key = { instanceId: instance.id, frame }
    if (useComparison.getState().open) this.takeSides()
  }

  /** Paints everything, or after a change of labels what is over the rectangle `only` of the image. */
  draw(only: Rectangle | null = null): void {
    const place = this.placement()
    if (place === null) return
    const isCleared = this.layer.resizeTo(place.canvas)
    const { open, view, outline, swipe, blink, marked } = useComparison.getState()
    if (open) this.layer.draw(place.matrix, { view: blink ?? view, outline, swipe: swipe * place.canvas.width, marked }, isCleared ? null : only)
    else this.layer.clear()
    this.publish(open)
  }

  dispose(): void {
    for (const detach of this.detach) detach()
  }

  /** A click is a press without a drag, by a tool that does not paint. */
  private listenToClicks(area: HTMLElement): () => void {
    let pressed: { x: number; y: number } | null = null
    const down = (event: PointerEvent): void => {
      pressed = event.button === 0 ? { x: event.clientX, y: event.clientY } : null
    }
    const up = (event: PointerEvent): void => {
      const still = pressed !== null && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < 4
      pressed = null
      if (still && event.target instanceof Element && area.contains(event.target)) this.pick(event)
    }
    area.addEventListener('pointerdown', down, true)
    window.addEventListener('pointerup', up, true)
    return () => {
      area.removeEventListener('pointerdown', down, true)
      window.removeEventListener('pointerup', up, true)
    }
  }

  private pick({ clientX, clientY }: PointerEvent): void {
    const { open, a, b } = useComparison.getState()
    const place = this.placement()
    const { key, instance } = this
    if (!open || comparedReadings(a, b) === null || isPainting(useViewer.getState().tool) || place === null || key === null || instance === null) return
    const bounds = place.canvas.getBoundingClientRect()
    const ratio = place.canvas.width / bounds.width
    const { x, y } = transformed(inverted(place.matrix), { x: (clientX - bounds.left) * ratio, y: (clientY - bounds.top) * ratio })
    if (x >= 0 && y >= 0 && x < instance.columns && y < instance.rows) this.onPick(key, instance.columns, x, y)
  }

  private refresh(): void {
    if (useComparison.getState().open) this.takeSides()
    else this.layer.setSides(null)
    this.draw()
  }

  /** Takes what is loaded; what is not comes later and is painted then. */
  private takeSides(): void {
    const { instance, key } = this
    if (instance === null || key === null) return
    const { a, b, basis } = useComparison.getState()
    const labelsA = this.frames.peek(key, a)
    const labelsB = this.frames.peek(key, b)
    if (labelsA === undefined || labelsB === undefined) {
      this.layer.setSides(null)
      void this.fetch(instance, key)
      return
    }
    const decided = comparedReadings(a, b) === null ? null : (this.frames.peek(key, { kind: 'current' }) ?? null)
    this.layer.setSides({ rows: instance.rows, columns: instance.columns, a: labelsA, b: labelsB, counted: countedLabels(basis, useLabels.getState().book), decided })
    if (useViewer.getState().playing) void this.fetchAhead(instance, key.frame)
  }

  private async fetch(instance: Instance, key: FrameKey): Promise<void> {
    const { a, b } = useComparison.getState()
    try {
      await this.frames.load(key, a, instance)
      await this.frames.load(key, b, instance)
      if (sameFrame(key, this.key) && useComparison.getState().a === a && useComparison.getState().b === b) this.refresh()
    } catch {
      // The panel asks for the figures of the same sides and says why there are none.
    }
  }

  private async fetchAhead(instance: Instance, from: number): Promise<void> {
    const { a, b } = useComparison.getState()
    for (let step = 1; step <= Math.min(ahead, instance.frames - 1); step++) {
      if (!useViewer.getState().playing || useComparison.getState().a !== a || useComparison.getState().b !== b) return
      const key = { instanceId: instance.id, frame: (from + step) % instance.frames }
      await this.frames.load(key, a, instance).catch(() => null)
      await this.frames.load(key, b, instance).catch(() => null)
    }
  }

  private maskChanged({ instanceId, frame, rect }: MaskChange): void {
    const { open, a, b } = useComparison.getState()
    if (!open || rect === null || !sameFrame({ instanceId, frame }, this.key)) return
    if (a.kind !== 'current' && b.kind !== 'current' && comparedReadings(a, b) === null) return
    // A mask that was loaded just now is another array than the sides hold.
    if (this.layer.holds(this.frames.peek({ instanceId, frame }, { kind: 'current' }) ?? null)) {
      this.layer.update(rect)
      this.draw(rect)
    } else {
      this.takeSides()
      this.draw()
    }
  }

  /** Read-only facts for tests. */
  private publish(open: boolean): void {
    const counts = this.layer.counts()
    this.canvas.dataset['pixels'] = open ? `${counts.both} ${counts.a} ${counts.b}` : ''
    this.canvas.dataset['frame'] = this.key === null ? '' : String(this.key.frame)
  }
}

/** All tools but those that look. */
function isPainting(tool: Tool): boolean {
  return !viewTools.some((each) => each === tool)
}
