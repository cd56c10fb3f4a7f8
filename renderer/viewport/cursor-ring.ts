/** The circle that shows what the brush would paint. */
export class CursorRing {
  private place: { x: number; y: number } | null = null

  constructor(
    private readonly ring: HTMLElement,
    private readonly element: HTMLElement,
    /** Radius in CSS pixels, or null when there is no brush. */
    private readonly radius: () => number | null,
  ) {
    element.addEventListener('pointermove', this.move)
    element.addEventListener('pointerleave', this.leave)
    this.update()
  }

  /** Call when the tool, the radius or the zoom has changed. */
  update(): void {
    const radius = this.radius()
    const shown = this.place !== null && radius !== null
    this.ring.style.display = shown ? 'block' : 'none'
    if (!shown) return
    const size = Math.max(3, radius * 2)
    this.ring.style.width = `${size}px`
    this.ring.style.height = `${size}px`
    this.ring.style.transform = `translate(${this.place!.x - size / 2}px, ${this.place!.y - size / 2}px)`
  }

  dispose(): void {
    this.element.removeEventListener('pointermove', this.move)
    this.element.removeEventListener('pointerleave', this.leave)
  }

  private readonly move = (event: PointerEvent): void => {
    const bounds = this.element.getBoundingClientRect()
    this.place = { x: event.clientX - bounds.left, y: event.clientY - bounds.top }
    this.update()
  }

  private readonly leave = (): void => {
    this.place = null
    this.update()
  }
}
