import type { Instance } from '../../electron/ipc/contract/index'
import { CineMeter, assumedFrameTimeMs, frameDue, framesDue, restartedAt } from './cine-clock'
import type { CineClock } from './cine-clock'
import type { FrameSource } from './frame-source'

export interface CineEvents {
  /** A frame is due and at hand. */
  show(frame: number): void
  /** At most four times a second. */
  measured(facts: { framesPerSecond: number | null; dropped: number }): void
  /** A frame cannot be read: the cine has stopped on it. */
  stopped(frame: number): void
}

const reportEveryMs = 250

/** Plays a run at its own rate. It leaves out frames the display is too slow for, and waits for frames that have not arrived. */
export class CinePlayer {
  private request = 0
  private clock: CineClock
  private meter = new CineMeter()
  private shownDue = 0
  private waitingFor: number | null = null
  private reportedAt = 0

  constructor(
    private readonly instance: Instance,
    startFrame: number,
    private readonly source: FrameSource,
    private readonly events: CineEvents,
  ) {
    this.clock = { startedAt: performance.now(), startFrame, frameTimeMs: instance.frameTimeMs ?? assumedFrameTimeMs, frames: instance.frames }
    this.request = requestAnimationFrame(this.tick)
  }

  stop(): void {
    cancelAnimationFrame(this.request)
  }

  private readonly tick = (now: number): void => {
    this.request = requestAnimationFrame(this.tick)
    if (this.waitingFor !== null) return this.awaitFrame(this.waitingFor, now)
    const due = framesDue(this.clock, now)
    if (due === this.shownDue) return
    const frame = frameDue(this.clock, now)
    if (this.source.peek(this.instance, frame) === undefined) {
      this.waitingFor = frame
      void this.source.load(this.instance, frame).catch(() => undefined)
      this.source.fetchAhead(this.instance, frame)
      return
    }
    this.present(frame, now, due - this.shownDue - 1)
    this.shownDue = due
  }

  private awaitFrame(frame: number, now: number): void {
    if (this.source.peek(this.instance, frame) !== undefined) {
      this.clock = restartedAt(this.clock, frame, now)
      this.shownDue = 0
      this.waitingFor = null
      this.present(frame, now, 0)
    } else if (this.source.failure(this.instance, frame) !== undefined) {
      this.stop()
      this.events.stopped(frame)
    }
  }

  private present(frame: number, now: number, dropped: number): void {
    this.meter.add(now, dropped)
    this.events.show(frame)
    if (now - this.reportedAt < reportEveryMs) return
    this.reportedAt = now
    this.events.measured({ framesPerSecond: this.meter.framesPerSecond(), dropped: this.meter.dropped() })
  }
}
