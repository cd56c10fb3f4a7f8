import { Alert, Button, Group, ScrollArea, Text } from '@mantine/core'
import { IconDownload, IconRefresh, IconShieldCheck, IconShieldQuestion, IconShieldX } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AuditEntry, AuditState } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { useAuditActText } from '../masks/act-words'
import people from '../people/people.module.css'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { testIds } from '../test-ids'
import { useAudit } from './audit-store'

const pageSize = 100

/** The log: whether it holds, its latest entries, and a copy of it. */
export function AuditTab() {
  const { t } = useTranslation()
  const { clients, actions } = useServices()
  const state = useAudit((audit) => audit.state)
  const verify = (): void => void clients.audit.verify({}).catch((error: unknown) => notify('error', messageOf(error)))
  return (
    <>
      {state && <Verdict state={state} />}
      <Group gap={8} my="sm">
        <Button variant="default" leftSection={<IconRefresh size={15} />} loading={state?.state === 'checking'} onClick={verify}>
          {t('audit.verify')}
        </Button>
        <Button variant="default" leftSection={<IconDownload size={15} />} onClick={() => actions.run('export-audit')} data-testid={testIds.buttonExportAudit}>
          {t('audit.export')}
        </Button>
      </Group>
      <Entries />
    </>
  )
}

function Verdict({ state }: { state: AuditState }) {
  const { t } = useTranslation()
  const look = {
    valid: { color: 'green', icon: <IconShieldCheck /> },
    broken: { color: 'red', icon: <IconShieldX /> },
    checking: { color: 'gray', icon: <IconShieldQuestion /> },
    unknown: { color: 'yellow', icon: <IconShieldQuestion /> },
  }[state.state]
  return (
    <Alert {...look} variant="light" title={state.message ?? t(`audit.mark.${state.state}`)}>
      {t(`audit.more.${state.state}`, { count: state.checked })}
    </Alert>
  )
}

function Entries() {
  const { t } = useTranslation()
  const actText = useAuditActText()
  const { clients } = useServices()
  const entries = useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam }) => clients.audit.entries({ before: pageParam, limit: pageSize }),
    initialPageParam: null as number | null,
    getNextPageParam: (page: AuditEntry[]) => (page.length < pageSize ? undefined : page.at(-1)!.sequence),
    staleTime: 0,
  })
  if (entries.isError) return <Text size="sm" c="red.4" role="alert">{messageOf(entries.error)}</Text>
  const all = entries.data?.pages.flat() ?? []
  return (
    <ScrollArea h={320} type="auto" viewportProps={{ tabIndex: 0, 'aria-label': t('audit.entries') }}>
      <table className={people['table']} data-selectable>
        <thead>
          <tr>
            {(['number', 'time', 'who', 'what', 'why'] as const).map((name) => (
              <th key={name} scope="col">
                {t(`audit.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {all.map((entry) => (
            <tr key={entry.sequence} data-testid={testIds.auditEntry}>
              <td>{entry.sequence}</td>
              <td style={{ whiteSpace: 'nowrap' }}>{new Date(entry.at).toLocaleString()}</td>
              <td>{entry.who}</td>
              <td>
                {actText(entry.act)}
                <Text size="xs" c="dimmed">
                  {entry.subject}
                </Text>
              </td>
              <td style={{ wordBreak: 'break-word' }}>{entry.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {entries.hasNextPage && (
        <Button variant="subtle" fullWidth loading={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
          {t('audit.older')}
        </Button>
      )}
    </ScrollArea>
  )
}
