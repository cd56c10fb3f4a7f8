import { prepareVessels } from '../vessel/vessel-access'
import type { ToolPane } from './viewer-tool'

/** A frame that somebody only scrolls past is not worth an inference. */
const patienceMs = 150

/** Gets the shown frame ready for a smart tool as soon as the pointer rests on it. */
export class FramePreparation {
  private timer: ReturnType<typeof setTimeout> | null = null

  constructor(private readonly pane: ToolPane) {
    this.soon()
  }

  soon(): void {
    this.timer ??= setTimeout(() => this.now(), patienceMs)
  }

  now(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    const key = this.pane.frame()
    if (key !== null) void prepareVessels(key)
  }
}
