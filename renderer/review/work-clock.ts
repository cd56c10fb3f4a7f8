import type { FrameKey } from '../../electron/ipc/contract/index'

export interface SpentTime extends FrameKey {
  readonly milliseconds: number
}

/** Somebody who has not touched pointer or keys for so long does something else. */
export const patienceMs = 30_000
/** A clock that stood still (a sleeping machine) has not measured work. */
const longestTickMs = 5000

/**
 * Adds up how long a person works on each frame: while the window has the focus and pointer or keys were used a moment ago. It knows
 * durations only, and no times of day.
 */
export class WorkClock {
  private readonly spent = new Map<string, { key: FrameKey; milliseconds: number }>()
  private lastTick: number
  private lastActivity = -Infinity

  /** @param now milliseconds of a clock that never jumps */
  constructor(private readonly now: () => number) {
    this.lastTick = now()
  }

  /** Pointer or keys were used. */
  active(): void {
    this.lastActivity = this.now()
  }

  /** Counts the time since the last tick for the frame that was shown meanwhile. Call it often, and before another frame is shown. */
  tick(key: FrameKey | null, focused: boolean): void {
    const now = this.now()
    const elapsed = now - this.lastTick
    this.lastTick = now
    if (key === null || !focused || elapsed > longestTickMs || now - this.lastActivity > patienceMs) return
    const name = `${key.instanceId}/${key.frame}`
    const entry = this.spent.get(name) ?? { key, milliseconds: 0 }
    this.spent.set(name, entry)
    entry.milliseconds += elapsed
  }

  /** What has been added up since it was taken last; parts of a millisecond stay. */
  take(): SpentTime[] {
    const taken: SpentTime[] = []
    for (const [name, { key, milliseconds }] of this.spent) {
      const whole = Math.floor(milliseconds)
      if (whole < 1) continue
      taken.push({ ...key, milliseconds: whole })
      this.spent.delete(name)
    }
    return taken
  }

  /** Puts back what could not be stored. */
  giveBack(entries: readonly SpentTime[]): void {
    for (const { milliseconds, ...key } of entries) {
      const name = `${key.instanceId}/${key.frame}`
      const entry = this.spent.get(name) ?? { key, milliseconds: 0 }
      this.spent.set(name, { key, milliseconds: entry.milliseconds + milliseconds })
    }
  }
}
