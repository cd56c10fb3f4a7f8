import type { FrameKey } from '../../electron/ipc/contract/index'

/** One act on measurements, which are stored one by one. */
export interface MeasureAct {
  /** Where it can be seen. */
  readonly key: FrameKey
  redo(): Promise<unknown>
  undo(): Promise<unknown>
}

const longest = 200

/** Undo and redo of the measurements of one image, apart from the masks' history. Acts run one after the other; one that fails is dropped. */
export class MeasureHistory {
  private readonly done: MeasureAct[] = []
  private readonly undone: MeasureAct[] = []
  private tail: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly failed: (error: unknown) => void,
    /** Something else can be undone or redone now. */
    private readonly changed: () => void,
  ) {}

  get undoable(): number {
    return this.done.length
  }

  get redoable(): number {
    return this.undone.length
  }

  run(act: MeasureAct): Promise<void> {
    this.undone.length = 0
    return this.next(() => act.redo(), act, this.done)
  }

  /** Takes the last act back and returns it; null when there is none. */
  undo(): MeasureAct | null {
    const act = this.done.pop()
    if (act === undefined) return null
    void this.next(() => act.undo(), act, this.undone)
    return act
  }

  /** Does the act that was taken back last and returns it; null when there is none. */
  redo(): MeasureAct | null {
    const act = this.undone.pop()
    if (act === undefined) return null
    void this.next(() => act.redo(), act, this.done)
    return act
  }

  /** What was done stays done, and can be undone no more. */
  clear(): void {
    this.done.length = 0
    this.undone.length = 0
    this.changed()
  }

  private next(work: () => Promise<unknown>, act: MeasureAct, onto: MeasureAct[]): Promise<void> {
    onto.push(act)
    if (onto.length > longest) onto.shift()
    this.changed()
    const step = this.tail.then(work).then(
      () => undefined,
      (error: unknown) => {
        const at = onto.indexOf(act)
        if (at >= 0) onto.splice(at, 1)
        this.changed()
        this.failed(error)
      },
    )
    this.tail = step
    return step
  }
}
