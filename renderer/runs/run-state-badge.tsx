import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RunState } from '../../electron/ipc/contract/index'

const colours: Record<RunState, string> = { queued: 'gray', running: 'teal', paused: 'yellow', finished: 'green', cancelled: 'gray', failed: 'red' }

export function RunStateBadge({ state, testId }: { state: RunState; testId?: string }) {
  const { t } = useTranslation()
  return (
    <Badge color={colours[state]} size="sm" tt="none" data-testid={testId} data-state={state} style={{ flex: 'none' }}>
      {t(`runState.${state}`)}
    </Badge>
  )
}
