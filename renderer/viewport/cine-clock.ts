/** Used when a file names no rate; the page says so. */
export const assumedFrameTimeMs = 1000 / 15

/** What is repeated, and how. */
export interface CinePath {
  /** First and last frame of the part that is played. */
  readonly from: number
  readonly to: number
  /** Back and forth instead of from the start again. */
  readonly pingPong: boolean
}

/** A running cine: which frame is due follows from the time alone, so that a slow display drops frames instead of slowing down. */
export interface CineClock {
  readonly startedAt: number
  /** Place on the path that was shown at `startedAt`, counted in steps from the path's start. */
  readonly startStep: number
  /** Milliseconds a frame is shown: the run's own time divided by the speed. */
  readonly frameTimeMs: number
  readonly path: CinePath
}

/** A cine that begins on `frame`, or at the start of the path when the frame is not on it. */
export function cineFrom(frame: number, path: CinePath, frameTimeMs: number, now: number): CineClock {
  const startStep = frame < path.from || frame > path.to ? 0 : frame - path.from
  return { startedAt: now, startStep, frameTimeMs, path }
}

/** How many steps after the first frame are due at `now`. */
export function stepsDue(clock: CineClock, now: number): number {
  return Math.max(0, Math.floor((now - clock.startedAt) / clock.frameTimeMs))
}

/** The frame that is `steps` after the first one. */
export function frameAfter({ startStep, path }: CineClock, steps: number): number {
  const length = path.to - path.from + 1
  const period = path.pingPong ? Math.max(1, 2 * length - 2) : length
  const step = (startStep + steps) % period
  return path.from + (step < length ? step : period - step)
}

/** The frame to show at `now`. */
export function frameDue(clock: CineClock, now: number): number {
  return frameAfter(clock, stepsDue(clock, now))
}

/** The same cine, going on at `now` from `steps` after its first frame: used after waiting for a frame that had not arrived. */
export function restartedAt(clock: CineClock, steps: number, now: number): CineClock {
  return { ...clock, startedAt: now, startStep: clock.startStep + steps }
}

/** The same cine at another rate, without a jump. */
export function atRate(clock: CineClock, frameTimeMs: number, now: number): CineClock {
  return { ...restartedAt(clock, stepsDue(clock, now), now), frameTimeMs }
}

/** Measures what was really shown: the rate during the last second, and all frames that were left out. */
export class CineMeter {
  private shown: number[] = []
  private leftOut = 0

  /** Notes a frame that was painted at `at` after `dropped` due frames had been left out. */
  add(at: number, dropped: number): void {
    this.shown.push(at)
    this.leftOut += dropped
    while (this.shown[0] !== undefined && this.shown[0] <= at - 1000) this.shown.shift()
  }

  /** Frames per second over the last second, null before two frames were shown. */
  framesPerSecond(): number | null {
    const first = this.shown[0]
    const last = this.shown.at(-1)
    if (first === undefined || last === undefined || last === first) return null
    return ((this.shown.length - 1) * 1000) / (last - first)
  }

  /** Frames left out since the cine was started. */
  dropped(): number {
    return this.leftOut
  }
}
