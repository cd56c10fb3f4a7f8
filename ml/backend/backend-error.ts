/** No backend could be started; the message is one plain sentence. */
export class BackendError extends Error {
  override readonly name = 'BackendError'
}
