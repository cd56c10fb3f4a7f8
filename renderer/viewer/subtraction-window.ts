import type { ImageViewport } from '../viewport/image-viewport'
import type { ImageWindow } from '../viewport/image-window'

/** Differences have a window of their own; the one before comes back after them. */
export class SubtractionWindow {
  /** The window outside of a subtraction, while one is shown. */
  private before: ImageWindow | null = null

  constructor(private readonly viewport: ImageViewport) {}

  /** To be called with every image, once it is shown. */
  fit(subtracts: boolean): void {
    const view = this.viewport.view()
    if (subtracts === (this.before !== null) || view === null) return
    if (!subtracts) return this.leave()
    this.before = { center: view.windowCenter, width: view.windowWidth }
    this.viewport.setWindow(this.viewport.windowOf('default')!)
  }

  leave(): void {
    if (this.before !== null) this.viewport.setWindow(this.before)
    this.before = null
  }
}
