import { t } from 'i18next'
import { ServiceError } from '../../electron/ipc/service-error'

/** The sentence of an error for people. */
export function messageOf(error: unknown): string {
  if (error instanceof ServiceError && error.code === 'closed') return t('error.closed')
  return error instanceof Error ? error.message : String(error)
}
