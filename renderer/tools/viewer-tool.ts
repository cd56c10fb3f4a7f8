import type { ComponentType } from 'react'
import type { FrameKey } from '../../electron/ipc/contract/index'
import type { testIds } from '../test-ids'
import type { Point } from '../masks/capsule'
import type { FrameMask } from '../masks/frame-mask'
import type { FrameMaskStore } from '../masks/frame-mask-store'
import type { FrameImage } from '../viewport/frame-image'
import type { MaskToolId, MeasureToolId } from './tool-ids'

/** Where the pointer is, in image coordinates. */
export interface ToolPoint extends Point {
  /** 0..1 for a pen, always 1 for what cannot tell. */
  readonly pressure: number
}

export interface ToolPress extends ToolPoint {
  /** A pen's other end. */
  readonly erase: boolean
  readonly alt: boolean
  /** 2 for the second press of a double click. */
  readonly clicks: number
}

/** What a tool may use of the view that it works on. There may be several views, each with a session of its own. */
export interface ToolPane {
  readonly masks: FrameMaskStore
  /** The shown frame, or null while none or another one is being loaded. */
  frame(): FrameKey | null
  /** The pixels of the shown frame. */
  image(): FrameImage | null
  /** The shown mask, for looking at; null while it is not loaded. */
  mask(): FrameMask | null
  /**
   * The shown mask when it may be changed now, stopped and in sight; else null, after saying why to the person where that is not obvious.
   */
  editableMask(): FrameMask | null
  /** CSS pixels per image pixel. */
  scale(): number
  /** The middle of what is seen, in image coordinates; null while nothing is shown. */
  middle(): Point | null
  /** Keys and panels work on this view. */
  isActive(): boolean
  /** Has `draw` called again soon. */
  redraw(): void
}

/** What `draw` needs besides the canvas, whose transform is that of the image: one unit is one image pixel. */
export interface OverlayView {
  /** Image pixels that look one CSS pixel wide. */
  readonly pixel: number
}

/**
 * One tool in use on one view. Everything is in image coordinates. A session ends its work in the one durable path: a stroke
 * (`masks.beginStroke` … `masks.finishStroke`) or a whole change (`masks.change`).
 */
export interface ToolSession {
  /** A press of the left button, pen or finger; false refuses it, and no moves follow. */
  begin(press: ToolPress): boolean
  /** All positions since the last call, none left out. */
  move(points: readonly ToolPoint[]): void
  /** The press is over. */
  end(): void
  /** Escape, also during a press: gives up what is under way. False when there is nothing. */
  cancel(): boolean
  /** Another frame comes: work under way is finished or given up, as the tool sees fit. Called without a press. */
  leave?(): void
  /** The pointer moves without a press; null when it has left the view. */
  hover?(at: Point | null): void
  /** Enter: finishes what takes several presses, or sets a point where the keys' cursor is. False when there is nothing. */
  finish?(): boolean
  /** Backspace: takes the last of several presses back. False when there is none. */
  stepBack?(): boolean
  /** Arrows: moves the cursor that the tool draws for those who work by keys, by image pixels. False when there is none. */
  moveCursor?(x: number, y: number): boolean
  /** Radius of the round cursor in image pixels; without it the cursor is a cross. */
  radius?(): number
  /** Wheel with Ctrl, and keys: one step is one notch, positive is larger. */
  resize?(steps: number): void
  /** Draws over image and mask. */
  draw?(context: CanvasRenderingContext2D, view: OverlayView): void
  /** Another tool was chosen. */
  dispose?(): void
}

/** A tool as the palette knows it. Its words are `tool.ID` and `toolHint.ID`; its key is that of the command `tool-ID`. */
export interface ViewerTool<Id extends MaskToolId | MeasureToolId = MaskToolId> {
  readonly id: Id
  readonly icon: ComponentType<{ size?: number | string }>
  readonly testId: (typeof testIds)[keyof typeof testIds]
  /** Its settings, shown while it is chosen. */
  readonly Options?: ComponentType
  start(pane: ToolPane): ToolSession
}
