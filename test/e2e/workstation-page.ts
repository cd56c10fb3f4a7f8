import { expect, type Locator, type Page } from '@playwright/test'
import { testIds } from '../../renderer/test-ids'

/** What a person does in the window, by the names they would use. */
export class WorkstationPage {
  readonly viewport: Locator

  constructor(readonly page: Page) {
    this.viewport = page.getByTestId(testIds.viewport)
  }

  control(name: keyof typeof testIds): Locator {
    return this.page.getByTestId(testIds[name])
  }

  /** Opens the series whose row shows `text` and waits for its first image. */
  async openSeries(text: string): Promise<void> {
    await this.control('seriesItem').filter({ hasText: text }).first().click()
    await this.imageShown()
  }

  async imageShown(frame?: number): Promise<void> {
    await expect(this.viewport).toHaveAttribute('data-image-ready', 'true', { timeout: 20_000 })
    if (frame !== undefined) await expect(this.viewport).toHaveAttribute('data-frame', String(frame))
  }

  async engineReady(): Promise<void> {
    await expect(this.control('statusEngine')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 })
  }

  async frame(): Promise<number> {
    return Number(await this.viewport.getAttribute('data-frame'))
  }

  /** By keyboard, from the first frame. */
  async goToFrame(frame: number): Promise<void> {
    await this.viewport.focus()
    await this.page.keyboard.press('Home')
    for (let i = 0; i < frame; i++) await this.page.keyboard.press('ArrowRight')
    await this.imageShown(frame)
    // Masks that frames were scrolled past without come when they rest.
    await expect(this.viewport).toHaveAttribute('data-mask-ready', 'true')
  }

  /** The image as it is painted, for comparison. */
  picture(): Promise<string> {
    return this.viewport.locator('canvas').first().evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
  }

  async maskPixels(): Promise<number> {
    return Number(await this.viewport.getAttribute('data-mask-pixels'))
  }

  async maskRevision(): Promise<number> {
    return Number(await this.viewport.getAttribute('data-mask-revision'))
  }

  async segmentFrame(): Promise<void> {
    const before = await this.maskRevision()
    await this.control('buttonSegmentFrame').click()
    await expect.poll(() => this.maskRevision(), { timeout: 60_000 }).toBeGreaterThan(before)
  }

  /** Drags from one point of the viewport over others (fractions of its size). */
  async drag(from: [number, number], ...over: [number, number][]): Promise<void> {
    const at = await this.places()
    await this.page.mouse.move(...at(from))
    await this.page.mouse.down()
    for (const place of over) await this.page.mouse.move(...at(place), { steps: 4 })
    await this.page.mouse.up()
  }

  /** Clicks into the viewport. */
  async click(place: [number, number]): Promise<void> {
    const at = await this.places()
    await this.page.mouse.click(...at(place))
  }

  private async places(): Promise<(place: [number, number]) => [number, number]> {
    const box = (await this.viewport.boundingBox())!
    return ([x, y]) => [box.x + x * box.width, box.y + y * box.height]
  }

  /** A stroke with the brush or eraser; resolves when it is on disk. */
  async stroke(tool: 'toolBrush' | 'toolEraser', from: [number, number], to: [number, number]): Promise<void> {
    await this.control(tool).click()
    const before = await this.maskRevision()
    await this.drag(from, to)
    await expect.poll(() => this.maskRevision()).toBeGreaterThan(before)
    await expect(this.control('saveState')).toHaveAttribute('data-state', 'saved')
  }
}
