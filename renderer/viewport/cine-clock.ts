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

/** When the frames of a run follow each other, at the speed at which it is played. */
export interface FrameTiming {
  /** Milliseconds from frame to frame, of unevenly spaced ones the mean. */
  readonly frameTimeMs: number
  /** Milliseconds from the first frame to each, where they are not evenly spaced. */
  readonly taken: readonly number[] | null
}

/** A running cine: which frame is due follows from the time alone, so that a slow display drops frames instead of slowing down. */
export interface CineClock {
  readonly startedAt: number
  /** Place on the path that was shown at `startedAt`, counted in steps from the path's start. */
  readonly startStep: number
  readonly timing: FrameTiming
  readonly path: CinePath
}

/** A cine that begins on `frame`, or at the start of the path when the frame is not on it. */
export function cineFrom(frame: number, path: CinePath, timing: FrameTiming, now: number): CineClock {
  const startStep = frame < path.from || frame > path.to ? 0 : frame - path.from
  return { startedAt: now, startStep, timing, path }
}

/** How many steps after the first frame are due at `now`. */
export function stepsDue(clock: CineClock, now: number): number {
  const { timing, path } = clock
  const elapsed = Math.max(0, now - clock.startedAt)
  if (timing.taken === null) return Math.floor(elapsed / timing.frameTimeMs)
  const period = periodOf(path)
  let round = 0
  for (let step = 0; step < period; step++) round += timeAfter(clock, step)
  let steps = period * Math.floor(elapsed / round)
  let left = elapsed % round
  for (let time = timeAfter(clock, steps); left >= time; time = timeAfter(clock, ++steps)) left -= time
  return steps
}

/** The frame that is `steps` after the first one. */
export function frameAfter({ startStep, path }: CineClock, steps: number): number {
  const length = path.to - path.from + 1
  const period = periodOf(path)
  const step = (startStep + steps) % period
  return path.from + (step < length ? step : period - step)
}

/** Steps until everything is repeated. */
function periodOf({ from, to, pingPong }: CinePath): number {
  const length = to - from + 1
  return pingPong ? Math.max(1, 2 * length - 2) : length
}

/** How long the frame `steps` after the first one is shown: the time between it and the next; from the last one back to the first, the mean. */
function timeAfter(clock: CineClock, steps: number): number {
  const { frameTimeMs, taken } = clock.timing
  const [here, next] = [frameAfter(clock, steps), frameAfter(clock, steps + 1)]
  return taken !== null && Math.abs(next - here) === 1 ? Math.abs(taken[next]! - taken[here]!) : frameTimeMs
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
export function atRate(clock: CineClock, timing: FrameTiming, now: number): CineClock {
  return { ...restartedAt(clock, stepsDue(clock, now), now), timing }
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
