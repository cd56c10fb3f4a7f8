import { Alert, Button, Group } from '@mantine/core'
import { IconShieldX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDialogs } from '../state/jobs-store'
import { testIds } from '../test-ids'
import { useAudit } from './audit-store'

/** Says plainly that somebody or something has changed the audit log, and which entry is the first that does not hold. */
export function AuditBanner() {
  const { t } = useTranslation()
  const state = useAudit((audit) => audit.state)
  const [read, setRead] = useState<string | null>(null)
  if (state?.state !== 'broken' || state.message === read) return null
  return (
    <Alert color="red.9" variant="filled" icon={<IconShieldX />} title={state.message} role="alert" radius={0} data-testid={testIds.auditBanner} data-entry={state.brokenAt}>
      {t('audit.brokenMore')}
      <Group gap={8} mt="xs">
        <Button variant="white" color="dark" onClick={() => useDialogs.setState({ library: 'audit' })}>
          {t('audit.look')}
        </Button>
        <Button variant="outline" color="white" onClick={() => setRead(state.message)}>
          {t('audit.understood')}
        </Button>
      </Group>
    </Alert>
  )
}
