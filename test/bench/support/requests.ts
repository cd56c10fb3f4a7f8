/** The work of one measurement. */
export interface Case {
  net: string
  /** Height and width. */
  side: number
  /** In which of its ways the contestant does it: `graph` or `layers`; `nchw` or `channels_last`. */
  way: string
  /** `step`: one training step of a batch of `batch` images. */
  work: 'predict' | 'step'
}

/** What the benchmark asks of a contestant, one line of JSON each way. Files lie in `folder`. */
export type Request = { folder: string } & (
  | { ask: 'export'; nets: string[] }
  /** Prediction of `predict-SIDE.bin`, written to the file `output`; or the losses of the first `times` training steps. */
  | { ask: 'check'; case: Case; output: string; times: number }
  /** Milliseconds of `times` repetitions, after one that does not count. */
  | { ask: 'time'; case: Case; times: number }
)

export interface Answer {
  error?: string
  version?: string
  losses?: number[]
  milliseconds?: number[]
}

/** Images of a training batch, as the student's training takes them. */
export const batch = 4
/** Large enough to see three steps agree. */
export const learningRate = 1e-3
