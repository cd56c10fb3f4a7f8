import type { Instance } from '../../electron/ipc/contract/index'
import { CineMeter, assumedFrameTimeMs, atRate, cineFrom, frameAfter, restartedAt, stepsDue } from './cine-clock'
import type { CineClock, CinePath, FrameTiming } from './cine-clock'

export interface CineEvents {
  /** A frame is due and at hand. */
  show(frame: number): void
  /** At most four times a second. */
  measured(facts: { framesPerSecond: number | null; dropped: number }): void
  /** A frame cannot be read: the cine has stopped on it. */
  stopped(frame: number): void
}

export interface CineSettings extends CinePath {
  /** 1: as it was taken. */
  readonly speed: number
}

/** Where its frames come from. */
export interface CineFrames {
  peek(instance: Instance, frame: number): unknown
  failure(instance: Instance, frame: number): Error | undefined
  load(instance: Instance, frame: number): Promise<unknown>
  fetchAhead(instance: Instance, from: number): void
}

const reportEveryMs = 250
/** Frames that must be at hand ahead of the shown one; else more are fetched. */
export const aheadFrames = 12

/** Plays a run at its own rate times the speed. It leaves out frames the display is too slow for, and waits for frames that have not arrived. */
export class CinePlayer {
  private request = 0
  private clock: CineClock
  private speed: number
  private meter = new CineMeter()
  private shownStep = 0
  private waiting = false
  private reportedAt = 0

  constructor(
    private readonly instance: Instance,
    private shownFrame: number,
    private readonly frames: CineFrames,
    settings: CineSettings,
    private readonly events: CineEvents,
  ) {
    this.speed = settings.speed
    this.clock = cineFrom(shownFrame, settings, this.timing(), performance.now())
    this.request = requestAnimationFrame(this.tick)
  }

  /** Goes on with other settings from where it is. */
  change(settings: CineSettings): void {
    const now = performance.now()
    const { from, to, pingPong } = this.clock.path
    this.speed = settings.speed
    if (settings.from === from && settings.to === to && settings.pingPong === pingPong) {
      this.clock = atRate(this.clock, this.timing(), now)
    } else {
      this.clock = cineFrom(this.shownFrame, settings, this.timing(), now)
    }
    this.shownStep = 0
  }

  stop(): void {
    cancelAnimationFrame(this.request)
  }

  private timing(): FrameTiming {
    const { frameTimeMs, frameTimesMs } = this.instance
    return { frameTimeMs: (frameTimeMs ?? assumedFrameTimeMs) / this.speed, taken: frameTimesMs?.map((time) => time / this.speed) ?? null }
  }

  private readonly tick = (now: number): void => {
    this.request = requestAnimationFrame(this.tick)
    if (this.waiting) return this.awaitFrame(now)
    const due = stepsDue(this.clock, now)
    if (due === this.shownStep) return
    const frame = frameAfter(this.clock, due)
    if (this.frames.peek(this.instance, frame) === undefined) {
      this.waiting = true
      this.clock = restartedAt(this.clock, due, now)
      this.shownStep = 0
      void this.frames.load(this.instance, frame).catch(() => undefined)
      this.frames.fetchAhead(this.instance, frame)
      return
    }
    this.present(frame, now, due - this.shownStep - 1)
    this.shownStep = due
    // A frame that failed stays away: asking for it would start the fetching anew with every frame.
    const ahead = frameAfter(this.clock, due + aheadFrames)
    if (this.frames.peek(this.instance, ahead) === undefined && this.frames.failure(this.instance, ahead) === undefined) this.frames.fetchAhead(this.instance, frame)
  }

  private awaitFrame(now: number): void {
    const frame = frameAfter(this.clock, 0)
    if (this.frames.peek(this.instance, frame) !== undefined) {
      this.clock = restartedAt(this.clock, 0, now)
      this.waiting = false
      this.present(frame, now, 0)
    } else if (this.frames.failure(this.instance, frame) !== undefined) {
      this.stop()
      this.events.stopped(frame)
    }
  }

  private present(frame: number, now: number, dropped: number): void {
    this.meter.add(now, dropped)
    this.shownFrame = frame
    this.events.show(frame)
    if (now - this.reportedAt < reportEveryMs) return
    this.reportedAt = now
    this.events.measured({ framesPerSecond: this.meter.framesPerSecond(), dropped: this.meter.dropped() })
  }
}
