import { List, Loader, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { testIds } from '../test-ids'
import type { Inspection } from './use-inspection'

/** What a data set holds and what is wrong with it, before anything is started. */
export function DatasetFacts({ inspection }: { inspection: Inspection }) {
  const { t } = useTranslation()
  if (inspection.state === 'unnamed') return null
  if (inspection.state === 'looking') return <Loader size={14} color="gray" aria-label={t('runDialog.inspecting')} />
  if (inspection.state === 'failed') {
    return (
      <Text size="xs" c="red.4" role="alert" data-testid={testIds.runDatasetFacts}>
        {inspection.message}
      </Text>
    )
  }
  const { samples, patients, problems } = inspection
  return (
    <div data-testid={testIds.runDatasetFacts} data-samples={samples} role="status">
      <Text size="xs" c="dimmed">
        {t('runDialog.datasetFacts', { samples, patients })}
      </Text>
      {problems.length > 0 && (
        <List size="xs" c="yellow.5" mt={4}>
          {problems.map((problem) => (
            <List.Item key={problem}>{problem}</List.Item>
          ))}
        </List>
      )}
    </div>
  )
}
