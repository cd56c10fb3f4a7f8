/** A file could not be written for a reason outside the program; the message names the file and the cause. */
export class WriteError extends Error {
  override readonly name = 'WriteError'
}

const causes: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: "the disk's quota is used up",
  EFBIG: 'files may not become that large there',
  EROFS: 'the disk is read-only',
  EACCES: 'its folder may not be written to',
  EPERM: 'its folder may not be written to',
  EIO: 'the disk reports a fault',
  ENOTDIR: 'a part of its path is a file',
}

/** The same failure with a sentence, where its cause is one that a person can mend. */
export function explainWriteError(error: unknown, file: string): unknown {
  const cause = causes[(error as NodeJS.ErrnoException | null)?.code ?? '']
  return cause === undefined ? error : new WriteError(`${file} cannot be written: ${cause}.`, { cause: error })
}
