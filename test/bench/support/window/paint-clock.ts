import type { Page } from '@playwright/test'

declare global {
  interface Window {
    paintClock?: { moves: number[]; tasks: number[] }
  }
}

/** From now on the page notes, for each pointer move, the milliseconds from the event to the end of the frame that painted it. */
export async function startPaintClock(page: Page): Promise<void> {
  await page.evaluate(() => {
    const clock = { moves: [] as number[], tasks: [] as number[] }
    window.paintClock = clock
    window.addEventListener('pointermove', ({ timeStamp }) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel()
        // Handled behind the frame's style, layout and paint.
        channel.port1.addEventListener('message', () => clock.moves.push(performance.now() - timeStamp))
        channel.port1.start()
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
        channel.port2.postMessage(null)
      })
    }, { capture: true })
  })
}

/** The moves noted since the last call. */
export function takePaintTimes(page: Page): Promise<number[]> {
  return page.evaluate(() => window.paintClock!.moves.splice(0))
}
