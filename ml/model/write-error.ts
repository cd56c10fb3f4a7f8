import { systemCauses } from './system-causes'

/** A file could not be written for a reason outside the program; the message names the file and the cause. */
export class WriteError extends Error {
  override readonly name = 'WriteError'
}

/** The same failure with a sentence, where its cause is one that a person can mend. */
export function explainWriteError(error: unknown, file: string): unknown {
  const cause = systemCauses[(error as NodeJS.ErrnoException | null)?.code ?? '']
  return cause === undefined ? error : new WriteError(`${file} cannot be written: ${cause}.`, { cause: error })
}
