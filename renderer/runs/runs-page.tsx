import { Button, Center, Stack, Text, Title } from '@mantine/core'
import { IconFlask, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRuns } from '../connection/queries'
import { messageOf } from '../shell/message-of'
import { useDialogs } from '../state/jobs-store'
import { testIds } from '../test-ids'
import { localTime } from './format'
import { methodText } from './method-text'
import { RunDetail } from './run-detail'
import { RunStateBadge } from './run-state-badge'
import css from './runs.module.css'

const newRun = (): void => useDialogs.setState({ newRun: true })

export function RunsPage() {
  const { t } = useTranslation()
  const runs = useRuns()
  const [chosen, setChosen] = useState<number | null>(null)
  const list = [...(runs.data ?? [])].sort((a, b) => b.id - a.id)
  const open = list.find((run) => run.id === chosen) ?? list[0]

  if (runs.isError) return <Center h="100%">{messageOf(runs.error)}</Center>
  if (runs.isSuccess && open === undefined) {
    return (
      <Center h="100%">
        <Stack align="center" gap="sm" maw={460}>
          <IconFlask size={56} color="#354150" stroke={1.3} />
          <Title order={1} fz={20}>
            {t('runs.emptyTitle')}
          </Title>
          <Text c="dimmed" size="sm" ta="center">
            {t('runs.emptyMore')}
          </Text>
          <Button size="sm" leftSection={<IconPlus size={16} />} onClick={newRun} data-testid={testIds.buttonNewRun}>
            {t('menu.newRun')}
          </Button>
        </Stack>
      </Center>
    )
  }
  return (
    <div className={css['page']}>
      <div className={css['list']}>
        <div className={css['listHead']}>
          <h1>{t('section.runs')}</h1>
          <Button leftSection={<IconPlus size={15} />} onClick={newRun} data-testid={testIds.buttonNewRun}>
            {t('menu.newRun')}
          </Button>
        </div>
        <div className={css['items']}>
          {list.map((run) => (
            <button key={run.id} type="button" className={css['item']} data-open={run.id === open?.id} data-testid={testIds.runItem} data-run={run.id} aria-current={run.id === open?.id ? 'true' : undefined} onClick={() => setChosen(run.id)}>
              <span className={css['itemTitle']}>
                <span>{run.config.name}</span>
                <RunStateBadge state={run.state} />
              </span>
              <span className={css['dim']}>
                {methodText(run.config)} · {localTime(run.createdAt)}
              </span>
            </button>
          ))}
        </div>
      </div>
      {open !== undefined && <RunDetail key={open.id} run={open} />}
    </div>
  )
}
