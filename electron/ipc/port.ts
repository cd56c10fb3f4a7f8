/**
 * One end of a connection between two processes. Messages are structured-cloneable values in which
 * typed arrays stay binary. Every transport (Electron, WebSocket, process, in-memory) is one of these.
 */
export interface Port {
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, when either side has closed or the other process is gone. */
  onClose(listener: () => void): void
  close(): void
}
