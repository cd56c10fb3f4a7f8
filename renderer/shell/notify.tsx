import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'

const looks = {
  info: { color: 'teal', icon: <IconInfoCircle size={18} /> },
  done: { color: 'teal', icon: <IconCheck size={18} /> },
  warning: { color: 'yellow', icon: <IconAlertTriangle size={18} /> },
  error: { color: 'red', icon: <IconAlertTriangle size={18} /> },
} as const

/** Says something in the corner. Errors stay until they are closed; the same id replaces what it said before. */
export function notify(kind: keyof typeof looks, message: ReactNode, options: { title?: string; id?: string } = {}): void {
  if (options.id !== undefined) notifications.hide(options.id)
  notifications.show({ ...looks[kind], message, autoClose: kind === 'error' ? false : 6000, withBorder: true, ...options })
}
