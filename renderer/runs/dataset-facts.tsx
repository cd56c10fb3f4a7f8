import { List, Loader, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { DistillationConfig } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { messageOf } from '../shell/message-of'
import { testIds } from '../test-ids'

/** What a data set holds and what is wrong with it, before anything is started. */
export function DatasetFacts({ dataset }: { dataset: DistillationConfig['dataset'] }) {
  const { t } = useTranslation()
  const { clients } = useServices()
  const path = dataset.kind === 'folder' ? dataset.path : null
  const [settledPath] = useDebouncedValue(path, 350)
  const asked: DistillationConfig['dataset'] = settledPath === null ? { kind: 'queue' } : { kind: 'folder', path: settledPath }
  const settled = settledPath === path
  const inspection = useQuery({ queryKey: ['dataset', asked], queryFn: () => clients.distillation.inspectDataset(asked), enabled: settled && settledPath !== '', staleTime: 0, gcTime: 0 })
  if (path === '') return null
  if (!settled || inspection.isFetching) return <Loader size={14} color="gray" aria-label={t('runDialog.inspecting')} />
  if (inspection.isError) {
    return (
      <Text size="xs" c="red.4" role="alert" data-testid={testIds.runDatasetFacts}>
        {messageOf(inspection.error)}
      </Text>
    )
  }
  if (inspection.data === undefined) return null
  const { samples, patients, problems } = inspection.data
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
