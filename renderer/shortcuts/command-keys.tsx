import { Kbd } from '@mantine/core'
import type { CommandId } from './commands'
import { useKeysText } from './shortcut-keys'

/** The keys of a command at the end of its menu item. */
export function CommandKeys({ command }: { command: CommandId }) {
  const keys = useKeysText(command)
  return keys === '' ? null : <Kbd size="xs">{keys}</Kbd>
}
