/** How often plain lines are printed where there is no terminal. */
const secondsBetweenLines = 10
const barWidth = 24

/** Progress on standard error: a bar that is redrawn on a terminal, a plain line now and then otherwise. */
export class ProgressLine {
  private readonly terminal = process.stderr.isTTY
  private lastLine = 0
  private drawn = false

  /** @param share of the work that is done, 0..1 */
  update(share: number, text: string, secondsLeft: number | null = null): void {
    const left = secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`
    const percent = `${Math.floor(100 * share)} %`
    if (this.terminal) {
      const filled = Math.round(barWidth * share)
      const line = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${percent.padStart(5)}  ${text}${left}`
      process.stderr.write(`\r\u001b[2K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`)
      this.drawn = true
    } else if (share >= 1 || Date.now() - this.lastLine > secondsBetweenLines * 1000) {
      this.lastLine = Date.now()
      console.error(`${percent}  ${text}${left}`)
    }
  }

  /** A line that stays. */
  say(text: string): void {
    this.clear()
    console.error(text)
  }

  /** Ends the bar, so that what follows starts on a line of its own. */
  clear(): void {
    if (this.drawn) process.stderr.write('\r\u001b[2K')
    this.drawn = false
  }
}

export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}
