/** Acts at once when it has been quiet, else when the running interval ends: at most once in `everyMs`, and never leaves the last out. */
export class Pace {
  private timer: ReturnType<typeof setTimeout> | null = null
  private actedAt = -Infinity

  constructor(
    private readonly everyMs: number,
    private readonly act: () => void,
  ) {}

  ask(): void {
    if (this.timer !== null) return
    const left = this.actedAt + this.everyMs - performance.now()
    if (left <= 0) this.now()
    else this.timer = setTimeout(this.now, left)
  }

  readonly now = (): void => {
    this.stop()
    this.actedAt = performance.now()
    this.act()
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
  }
}
