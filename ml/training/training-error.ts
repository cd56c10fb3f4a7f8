/** Training cannot start or go on; the message is one plain sentence. */
export class TrainingError extends Error {
  override readonly name: string = 'TrainingError'
}

/** Training was asked to stop; its run folder holds a checkpoint to go on from. */
export class TrainingCancelledError extends TrainingError {
  override readonly name = 'TrainingCancelledError'
}
