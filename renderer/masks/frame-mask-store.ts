import type { Client } from '../../electron/ipc/contract'
import type { FrameKey, MaskState, Patch, ReviewStatus, masksContract } from '../../electron/ipc/contract/index'
import { decodeRuns, encodeRuns } from '../../electron/ipc/run-length'
import { ServiceError } from '../../electron/ipc/service-error'
import { messageOf } from '../shell/message-of'
import type { PaintRule } from './capsule'
import { FrameMask, type WaitingAct } from './frame-mask'
import { changedRectangle, cutOut, pasteInto } from './rectangle'
import type { Rectangle } from './rectangle'
import { Stroke } from './stroke'

export interface MaskChange extends FrameKey {
  /** The pixels that may differ; null when only the facts do. */
  readonly rect: Rectangle | null
}

/** What went wrong, for the page to say. */
export interface MaskProblem extends FrameKey {
  readonly kind: 'conflict' | 'save-failed' | 'refused'
  readonly message: string
}

const budget = 128 * 1024 * 1024

/**
 * The masks the page knows, keyed by instance and frame and independent of any view. Strokes are painted here at once
 * and saved one after the other; a stroke that could not be saved is kept and can be tried again.
 */
export class FrameMaskStore {
  private readonly masks = new Map<string, FrameMask>()
  private readonly loading = new Map<string, Promise<FrameMask>>()
  private readonly listeners = new Set<(change: MaskChange) => void>()
  private readonly problemListeners = new Set<(problem: MaskProblem) => void>()
  private bytes = 0
  /** What each view shows. */
  private readonly shown = new Map<object, string>()

  constructor(
    private readonly client: Client<typeof masksContract>,
    /** Whose strokes these are. */
    private readonly userName: () => string,
  ) {
    client.on('changed', ({ instanceId, frame, revision, status }) => {
      const mask = this.peek({ instanceId, frame })
      if (mask === undefined) return
      mask.heardRevision = Math.max(mask.heardRevision, revision)
      if (!mask.settled) return
      if (revision !== mask.facts.history.revision) void this.reload(mask)
      else if (status !== mask.facts.status) {
        mask.change({ status })
        this.tell(mask, null)
      }
    })
  }

  /** Returns the unsubscribe function. */
  subscribe(listener: (change: MaskChange) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Returns the unsubscribe function. */
  onProblem(listener: (problem: MaskProblem) => void): () => void {
    this.problemListeners.add(listener)
    return () => this.problemListeners.delete(listener)
  }

  peek(key: FrameKey): FrameMask | undefined {
    return this.masks.get(nameOf(key))
  }

  /** Whether something that was painted is not in the store yet. */
  get hasUnsaved(): boolean {
    return [...this.masks.values()].some((mask) => !mask.settled)
  }

  /** How many masks of this size are kept at least. */
  capacity({ rows, columns }: { rows: number; columns: number }): number {
    return Math.floor(budget / (rows * columns) / 2)
  }

  /** Marks the mask that a view shows: it is not forgotten. */
  show(view: object, key: FrameKey | null): void {
    if (key === null) this.shown.delete(view)
    else this.shown.set(view, nameOf(key))
  }

  /** The mask of a frame, from memory or from the services. */
  load(key: FrameKey): Promise<FrameMask> {
    const name = nameOf(key)
    const known = this.masks.get(name)
    if (known !== undefined) {
      this.masks.delete(name)
      this.masks.set(name, known)
      return Promise.resolve(known)
    }
    let promise = this.loading.get(name)
    if (promise === undefined) {
      promise = this.fetch(key).finally(() => this.loading.delete(name))
      this.loading.set(name, promise)
    }
    return promise
  }

  /** Resolves when all that was painted is in the store, rejects when something could not be saved. */
  saved(mask: FrameMask): Promise<void> {
    return new Promise((resolve, reject) => {
      let stop: (() => void) | null = null
      const look = (): void => {
        if (mask.facts.save === 'failed') reject(new Error(mask.facts.saveError ?? ''))
        else if (mask.settled) resolve()
        else return
        stop?.()
      }
      stop = this.subscribe(look)
      look()
    })
  }

  /**
   * Runs an act that replaces the mask in the store, after what was painted before is saved; then shows the new mask.
   * Rejects when something painted could not be saved, or with the act's own error.
   */
  async replacing<Answer>(key: FrameKey, act: () => Promise<Answer>): Promise<Answer> {
    const mask = await this.load(key)
    await this.saved(mask)
    mask.locked = true
    try {
      const answer = await act()
      await this.reload(mask)
      return answer
    } finally {
      mask.locked = false
    }
  }

  /** `name` is what the history calls the act. */
  beginStroke(mask: FrameMask, rule: PaintRule, name: string): void {
    mask.stroke = new Stroke(mask, rule, name)
  }

  /** Tells everybody that the stroke in progress has changed pixels. */
  strokeExtended(mask: FrameMask, rect: Rectangle): void {
    this.tell(mask, rect)
  }

  cancelStroke(mask: FrameMask): void {
    const dirty = mask.stroke?.cancel() ?? null
    mask.stroke = null
    if (dirty !== null) this.strokeExtended(mask, dirty)
    this.catchUp(mask)
  }

  /** The stroke is finished: it goes to the store behind those before it. The next stroke may begin at once. */
  finishStroke(mask: FrameMask): void {
    const { stroke } = mask
    mask.stroke = null
    if (stroke === null || stroke.dirty === null) return this.catchUp(mask)
    this.save(mask, stroke.name, stroke.dirty)
  }

  /**
   * Any act that is not a stroke: the mask becomes `after` at once and is saved like a stroke, as one act over the area that differs.
   * Returns that area, or null when nothing differs and so nothing was done.
   */
  change(mask: FrameMask, after: Uint8Array, name: string): Rectangle | null {
    if (!differs(mask.labels, after)) return null
    const rect = changedRectangle(mask.labels, after, mask.columns)
    pasteInto(mask, rect, cutOut(after, mask.columns, rect))
    this.tell(mask, rect)
    this.save(mask, name, rect)
    return rect
  }

  undo(mask: FrameMask): void {
    this.enqueue(mask, 'other', async () => this.apply(mask, await this.client.undo(mask.key)))
  }

  redo(mask: FrameMask): void {
    this.enqueue(mask, 'other', async () => this.apply(mask, await this.client.redo(mask.key)))
  }

  /** Goes back or forward in the history until this act is the last one applied. */
  goTo(mask: FrameMask, sequence: number): void {
    this.enqueue(mask, 'other', async () => this.apply(mask, await this.client.goTo({ ...mask.key, sequence })))
  }

  /** Takes a step of the mask's review once everything painted before is saved. Resolves to whether it was taken. */
  step(mask: FrameMask, act: () => Promise<{ status: ReviewStatus } | void>): Promise<boolean> {
    return new Promise((resolve) => {
      this.enqueue(
        mask,
        'other',
        async () => {
          const answer = await act()
          if (answer) mask.change(answer)
          resolve(true)
        },
        { refused: () => resolve(false) },
      )
    })
  }

  reopen(mask: FrameMask): void {
    this.enqueue(mask, 'other', async () => mask.change(await this.client.reopen(mask.key)))
  }

  /**
   * The connection was lost and is back: what had not been saved is saved now, and what is shown is asked for again. A stroke whose
   * answer was lost on the way may be in the store already; it is not saved twice.
   */
  async resume(): Promise<void> {
    await Promise.all([...this.masks.values()].map((mask) => this.resumeMask(mask)))
  }

  /** Somebody else works here: what views show is asked for again, and nothing else stays of what was shown to the person before. */
  async startOver(): Promise<void> {
    // What waits to be saved would be saved in another name.
    for (const mask of this.masks.values()) mask.waiting.length = 0
    // An answer that is on its way may be one to the person before.
    await Promise.allSettled(this.loading.values())
    const shown = new Set(this.shown.values())
    await Promise.all([...this.masks].map(([name, mask]) => (shown.has(name) ? this.discard(mask) : this.forget(name, mask))))
  }

  /** Tries again to save what could not be saved. */
  retry(mask: FrameMask): void {
    void this.drain(mask)
  }

  /** Gives up what could not be saved and shows what is in the store. */
  async discard(mask: FrameMask): Promise<void> {
    mask.waiting.length = 0
    if (mask.stroke !== null) this.cancelStroke(mask)
    await this.reload(mask)
  }

  private forget(name: string, mask: FrameMask): void {
    this.masks.delete(name)
    this.bytes -= mask.labels.byteLength
  }

  private save(mask: FrameMask, name: string, rect: Rectangle): void {
    const labels = encodeRuns(cutOut(mask.labels, mask.columns, rect))
    const isStored = (state: MaskState): boolean => holdsStroke(state, mask.facts.history.revision, rect, labels)
    const run = async (): Promise<void> => {
      const answer = await this.client.applyStroke({ ...mask.key, baseRevision: mask.facts.history.revision, name, rect, labels })
      mask.change({ ...answer, lastAuthor: { kind: 'human', name: this.userName() } })
    }
    this.enqueue(mask, 'stroke', run, { isStored })
  }

  private async resumeMask(mask: FrameMask): Promise<void> {
    const [act] = mask.waiting
    if (act === undefined) return mask.stroke === null ? this.reload(mask) : undefined
    if (mask.draining) return
    try {
      const state = act.isStored ? await this.client.get(mask.key) : null
      if (state !== null && act.isStored?.(state) === true) {
        mask.waiting.shift()
        mask.change({ status: state.status, history: state.history, lastAuthor: state.lastAuthor })
      }
      await this.drain(mask)
    } catch (error) {
      await this.failed(mask, error)
    }
  }

  private enqueue(mask: FrameMask, kind: WaitingAct['kind'], run: () => Promise<void>, { isStored, refused = () => undefined }: { isStored?: WaitingAct['isStored']; refused?: () => void } = {}): void {
    const act: WaitingAct = kind === 'stroke' ? { kind, run, isStored } : { kind, run: () => run().catch((error: unknown) => this.refuse(mask, error, refused)) }
    mask.waiting.push(act)
    void this.drain(mask)
  }

  /** Undo, approve and the like are not kept for another try: they are said to have failed. */
  private refuse(mask: FrameMask, error: unknown, refused: () => void): void {
    refused()
    this.report({ ...mask.key, kind: 'refused', message: messageOf(error) })
  }

  private async drain(mask: FrameMask): Promise<void> {
    if (mask.draining) return
    mask.draining = true
    try {
      for (let act = mask.waiting[0]; act !== undefined; act = mask.waiting[0]) {
        mask.change({ save: 'saving', waiting: mask.waiting.length, saveError: null })
        this.tell(mask, null)
        await act.run()
        mask.waiting.shift()
      }
      mask.change({ save: 'saved', waiting: 0 })
      this.tell(mask, null)
    } catch (error) {
      await this.failed(mask, error)
    } finally {
      mask.draining = false
    }
    this.catchUp(mask)
  }

  private async failed(mask: FrameMask, error: unknown): Promise<void> {
    const message = messageOf(error)
    if (error instanceof ServiceError && error.code === 'conflict') {
      mask.waiting.length = 0
      await this.reload(mask)
      this.report({ ...mask.key, kind: 'conflict', message })
      return
    }
    mask.change({ save: 'failed', waiting: mask.waiting.length, saveError: message })
    this.tell(mask, null)
    this.report({ ...mask.key, kind: 'save-failed', message })
  }

  /** Loads the mask when somebody else has changed it while a stroke was under way here. */
  private catchUp(mask: FrameMask): void {
    if (mask.settled && mask.heardRevision > mask.facts.history.revision) void this.reload(mask)
  }

  private apply(mask: FrameMask, patch: Patch): void {
    pasteInto(mask, patch.rect, decodeRuns(patch.labels, patch.rect.width * patch.rect.height))
    mask.change({ status: patch.status, history: patch.history })
    this.tell(mask, patch.rect)
  }

  private async reload(mask: FrameMask): Promise<void> {
    try {
      const state = await this.client.get(mask.key)
      if (!mask.settled) return
      mask.replace(state)
      this.tell(mask, { x: 0, y: 0, width: mask.columns, height: mask.rows })
    } catch (error) {
      this.report({ ...mask.key, kind: 'refused', message: messageOf(error) })
    }
  }

  private async fetch(key: FrameKey): Promise<FrameMask> {
    const mask = new FrameMask(await this.client.get(key))
    this.masks.set(nameOf(key), mask)
    this.bytes += mask.labels.byteLength
    const shown = new Set(this.shown.values())
    for (const [name, oldest] of this.masks) {
      if (this.bytes <= budget) break
      if (shown.has(name) || oldest === mask || !oldest.settled) continue
      this.forget(name, oldest)
    }
    this.tell(mask, { x: 0, y: 0, width: mask.columns, height: mask.rows })
    return mask
  }

  private tell(mask: FrameMask, rect: Rectangle | null): void {
    if (rect !== null) mask.changes++
    for (const listener of this.listeners) listener({ ...mask.key, rect })
  }

  private report(problem: MaskProblem): void {
    for (const listener of this.problemListeners) listener(problem)
  }
}

function nameOf(key: FrameKey): string {
  return `${key.instanceId}/${key.frame}`
}

function differs(one: Uint8Array, other: Uint8Array): boolean {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return true
  return false
}

/** Whether the store's mask is one revision further, by just this stroke. */
function holdsStroke(state: MaskState, before: number, rect: Rectangle, labels: Uint8Array): boolean {
  if (state.history.revision !== before + 1) return false
  const stored = cutOut(decodeRuns(state.labels, state.rows * state.columns), state.columns, rect)
  const own = decodeRuns(labels, rect.width * rect.height)
  return stored.every((label, index) => label === own[index])
}
