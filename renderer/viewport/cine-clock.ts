/** Used when a file names no rate; the page says so. */
export const assumedFrameTimeMs = 1000 / 15

/** A running cine: which frame is due follows from the time alone, so that a slow display drops frames instead of slowing down. */
export interface CineClock {
  readonly startedAt: number
  readonly startFrame: number
  readonly frameTimeMs: number
  readonly frames: number
}

/** How many frames after the first one are due at `now`. */
export function framesDue(clock: CineClock, now: number): number {
  return Math.max(0, Math.floor((now - clock.startedAt) / clock.frameTimeMs))
}

/** The frame to show at `now`; the run repeats. */
export function frameDue(clock: CineClock, now: number): number {
  return (clock.startFrame + framesDue(clock, now)) % clock.frames
}

/** The same cine, going on from `frame` at `now`: used after waiting for a frame that had not arrived. */
export function restartedAt(clock: CineClock, frame: number, now: number): CineClock {
  return { ...clock, startedAt: now, startFrame: frame }
}

/** Counts what was really shown during the last second. */
export class CineMeter {
  private shown: { at: number; dropped: number }[] = []

  /** Notes a frame that was painted at `at` after `dropped` due frames had been left out. */
  add(at: number, dropped: number): void {
    this.shown.push({ at, dropped })
    while (this.shown[0] !== undefined && this.shown[0].at <= at - 1000) this.shown.shift()
  }

  /** Frames per second over the last second, null before two frames were shown. */
  framesPerSecond(): number | null {
    const first = this.shown[0]
    const last = this.shown.at(-1)
    if (first === undefined || last === undefined || last.at === first.at) return null
    return ((this.shown.length - 1) * 1000) / (last.at - first.at)
  }

  dropped(): number {
    return this.shown.reduce((sum, entry) => sum + entry.dropped, 0)
  }
}
