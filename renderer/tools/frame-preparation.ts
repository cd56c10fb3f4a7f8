import { sameFrame } from '../state/same-frame'
import { prepareVessels, useVesselState } from '../vessel/vessel-access'
import type { ToolPane } from './viewer-tool'

/** A frame that somebody only scrolls past is not worth an inference. */
const patienceMs = 150

/** Gets the shown frame ready for a smart tool as soon as the pointer rests on it. */
export class FramePreparation {
  private timer: ReturnType<typeof setTimeout> | null = null

  constructor(private readonly pane: ToolPane) {
    if (pane.isActive()) this.soon()
  }

  /** Once the frame has stayed for a moment. What has failed is left to the next press: a pointer that moves on would ask again and again. */
  soon(): void {
    if (this.timer !== null) return
    const before = this.pane.frame()
    this.timer = setTimeout(() => {
      this.timer = null
      const key = this.pane.frame()
      if (key === null) return
      if (before === null || !sameFrame(before, key)) return this.soon()
      const state = useVesselState.getState()
      if (state.kind !== 'failed' || !sameFrame(state.key, key)) void prepareVessels(key)
    }, patienceMs)
  }

  now(): void {
    this.stop()
    const key = this.pane.frame()
    if (key !== null) void prepareVessels(key)
  }

  /** Nothing is prepared for a tool that was put away. */
  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
  }
}
