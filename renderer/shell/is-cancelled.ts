import { ServiceError } from '../../electron/ipc/service-error'

/** Whether work ended because somebody wanted it to: no failure that has to be told. */
export function isCancelled(error: unknown): boolean {
  return (error instanceof ServiceError && error.code === 'cancelled') || (error instanceof DOMException && error.name === 'AbortError')
}
