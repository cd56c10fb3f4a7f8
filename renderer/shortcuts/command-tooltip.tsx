import { Tooltip } from '@mantine/core'
import type { TooltipProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { commandOf } from './commands'
import type { CommandId } from './commands'
import { useKeysText } from './shortcut-keys'

interface CommandTooltipProps extends Omit<TooltipProps, 'label'> {
  readonly command: CommandId
  /** Instead of the command's own name. */
  readonly label?: string
}

/** A tooltip that names a command with the keys it has now. */
export function CommandTooltip({ command, label, ...props }: CommandTooltipProps) {
  const { t } = useTranslation()
  const keys = useKeysText(command)
  const name = label ?? t(commandOf(command).label)
  return <Tooltip label={keys === '' ? name : `${name} (${keys})`} {...props} />
}
