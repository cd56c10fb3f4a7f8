import { ActionIcon, Group, Progress, Text, Tooltip } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useJobs } from '../state/jobs-store'
import { testIds } from '../test-ids'

/** What is being imported, in the header, with the way to stop it. */
export function ImportProgress() {
  const { t } = useTranslation()
  const job = useJobs((state) => state.importing)
  if (job === null) return null
  return (
    <Group gap={8} wrap="nowrap" data-testid={testIds.importProgress} role="status">
      <Text size="xs" c="dimmed" maw={220} truncate>
        {job.total === 0 ? t('import.looking') : t('import.progress', { done: job.done, total: job.total, file: job.label.split(/[\\/]/).at(-1) })}
      </Text>
      <Progress value={job.total === 0 ? 100 : (job.done / job.total) * 100} animated={job.total === 0} w={110} size="sm" aria-label={t('import.label')} />
      <Tooltip label={t('common.cancel')}>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('import.cancel')} onClick={job.cancel} data-testid={testIds.importCancel}>
          <IconX size={14} />
        </ActionIcon>
      </Tooltip>
    </Group>
  )
}
