import { Tooltip } from '@mantine/core'
import { IconShieldCheck, IconShieldQuestion, IconShieldX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import css from '../shell/shell.module.css'
import { useDialogs } from '../state/jobs-store'
import { testIds } from '../test-ids'
import { useAudit } from './audit-store'

const icons = { checking: IconShieldQuestion, valid: IconShieldCheck, broken: IconShieldX, unknown: IconShieldQuestion } as const

/** Whether the audit log holds, in the status bar. */
export function AuditMark() {
  const { t } = useTranslation()
  const state = useAudit((audit) => audit.state)
  if (state === null) return null
  const Icon = icons[state.state]
  return (
    <Tooltip label={state.message ?? t(`audit.more.${state.state}`, { count: state.checked })} multiline maw={420}>
      <button type="button" className={css['statusButton']} data-tone={state.state === 'broken' ? 'bad' : undefined} onClick={() => useDialogs.setState({ library: 'audit' })} data-testid={testIds.auditMark} data-state={state.state}>
        <Icon size={13} />
        {t(`audit.mark.${state.state}`)}
      </button>
    </Tooltip>
  )
}
