import { plainText } from '../ipc/plain-text'

/** Why a file cannot be shown. */
export type UnreadableFileCode =
  /** The file does not exist or may not be opened. */
  | 'missing'
  /** Neither DICOM nor a picture this program knows. */
  | 'not-an-image'
  /** A DICOM object without pixels of its own: a report, a directory, an icon only. */
  | 'no-pixel-data'
  /** Valid as far as it was read, but of a kind that is not supported; the message names the kind. */
  | 'unsupported'
  /** The file ends before its first frame is complete. */
  | 'truncated'
  /** Its structure or its compressed data contradict themselves. */
  | 'corrupt'
  /** It claims more memory than one file may take. */
  | 'too-large'
  /** Reading it took longer than allowed. */
  | 'timeout'
  /** It brought its reader down. */
  | 'crashed'

/** A file, or one frame of it, that cannot be read. The message is one sentence that names the file and the cause. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError'

  constructor(
    readonly code: UnreadableFileCode,
    message: string,
  ) {
    // File names and header values are part of it: neither may forge the sentence around them.
    super(plainText(message, '\ufffd'))
  }
}

/**
 * What the parsers and decoders throw: the cause alone, in words that continue "NAME cannot be read: …".
 * Whoever knows the file's name turns it into an `UnreadableFileError`.
 */
export class ReadingError extends Error {
  override readonly name = 'ReadingError'

  constructor(
    readonly code: UnreadableFileCode,
    cause: string,
  ) {
    super(cause)
  }
}

/** Names the file in front of any cause; what is not a `ReadingError` came from a codec that met damaged data. */
export function unreadable(fileName: string, error: unknown): UnreadableFileError {
  if (error instanceof UnreadableFileError) return error
  if (error instanceof ReadingError) return new UnreadableFileError(error.code, `${fileName} cannot be read: ${error.message}.`)
  const cause = error instanceof Error ? error.message : String(error)
  return new UnreadableFileError('corrupt', `${fileName} cannot be read: its data are damaged (${cause}).`)
}
