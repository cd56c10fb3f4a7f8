/** The listeners of one port, and the rule that a port closes exactly once. */
export class PortEvents {
  private readonly messageListeners: ((message: unknown) => void)[] = []
  private readonly closeListeners: (() => void)[] = []
  private isClosed = false

  get closed(): boolean {
    return this.isClosed
  }

  addMessageListener(listener: (message: unknown) => void): void {
    this.messageListeners.push(listener)
  }

  /** A listener added after the close is called at once. */
  addCloseListener(listener: () => void): void {
    if (this.isClosed) listener()
    else this.closeListeners.push(listener)
  }

  deliver(message: unknown): void {
    if (this.isClosed) return
    for (const listener of this.messageListeners) listener(message)
  }

  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    for (const listener of this.closeListeners.splice(0)) listener()
  }

  /** Ports refuse to send after the close, so that nobody waits for an answer that cannot come. */
  assertOpen(): void {
    if (this.isClosed) throw new Error('the port is closed')
  }
}
