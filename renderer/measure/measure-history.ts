/** One act on measurements, which are stored one by one. */
export interface MeasureAct {
  redo(): Promise<unknown>
  undo(): Promise<unknown>
}

const longest = 200

/** Undo and redo of measurements, apart from the masks' history. Acts run one after the other; one that fails is dropped. */
export class MeasureHistory {
  private readonly done: MeasureAct[] = []
  private readonly undone: MeasureAct[] = []
  private tail: Promise<unknown> = Promise.resolve()

  constructor(private readonly failed: (error: unknown) => void) {}

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

  undo(): Promise<void> {
    const act = this.done.pop()
    return act === undefined ? Promise.resolve() : this.next(() => act.undo(), act, this.undone)
  }

  redo(): Promise<void> {
    const act = this.undone.pop()
    return act === undefined ? Promise.resolve() : this.next(() => act.redo(), act, this.done)
  }

  private next(work: () => Promise<unknown>, act: MeasureAct, onto: MeasureAct[]): Promise<void> {
    onto.push(act)
    if (onto.length > longest) onto.shift()
    const step = this.tail.then(work).then(
      () => undefined,
      (error: unknown) => {
        const at = onto.indexOf(act)
        if (at >= 0) onto.splice(at, 1)
        this.failed(error)
      },
    )
    this.tail = step
    return step
  }
}
