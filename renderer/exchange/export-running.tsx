import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { testIds } from '../test-ids'

/** How far an export is, with the way to stop it. */
export function ExportRunning({ done, total, onCancel }: { done: number; total: number; onCancel: () => void }) {
  const { t } = useTranslation()
  return (
    <Stack gap="sm" data-testid={testIds.exportRunning} role="status">
      <Text size="sm">{total === 0 ? t('exchange.starting') : t('exchange.progress', { done, total })}</Text>
      <Progress value={total === 0 ? 100 : (done / total) * 100} animated={total === 0} aria-label={t('exchange.title')} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel} data-testid={testIds.exportCancel} data-autofocus>
          {t('common.cancel')}
        </Button>
      </Group>
    </Stack>
  )
}
