import type { CDPSession } from '@playwright/test'

/**
 * Processor time of the page's main thread in milliseconds, counted by Chromium itself: scripts, style, layout and paint, but not the time
 * in which other programs had the processor. So a busy machine does not change it.
 */
export async function countMainThread(debug: CDPSession): Promise<() => Promise<number>> {
  await debug.send('Performance.enable', { timeDomain: 'threadTicks' })
  return async () => {
    const { metrics } = await debug.send('Performance.getMetrics')
    return 1000 * metrics.find(({ name }) => name === 'TaskDuration')!.value
  }
}
