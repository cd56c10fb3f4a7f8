import { t } from 'i18next'
import type { Client } from '../../electron/ipc/contract'
import type { appContract } from '../../electron/ipc/contract/index'
import { messageOf } from './message-of'
import { notify } from './notify'

/** Errors outside React (event listeners, promises, cornerstone's own) reach no boundary: they are logged and told. */
export function logWindowErrors(app: Client<typeof appContract>): void {
  const tell = (error: unknown): void => {
    logError(app, error)
    notify('error', messageOf(error), { title: t('error.unexpected'), id: 'window-error' })
  }
  window.addEventListener('error', (event) => {
    // A benign notice of the browser about sizes that settle one frame later.
    if (event.message.startsWith('ResizeObserver loop')) return
    tell(event.error ?? event.message)
  })
  window.addEventListener('unhandledrejection', (event) => tell(event.reason))
}

export function logError(app: Client<typeof appContract>, error: unknown): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  app.log({ level: 'error', message: message.slice(0, 4000) }).catch(() => undefined)
}
