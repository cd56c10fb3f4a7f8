/** A data folder, picture or manifest that cannot be used: one sentence that names the file and the cause. */
export class DataError extends Error {
  override readonly name = 'DataError'
}
