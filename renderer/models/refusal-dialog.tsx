import { Alert, Button, Group, List, Modal, Stack, Textarea } from '@mantine/core'
import { IconShieldX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Model } from '../../electron/ipc/contract/index'
import { testIds } from '../test-ids'

export interface Refusal {
  readonly model: Model
  readonly reasons: readonly string[]
}

/** What the quality gate has against a student; it can still be published by someone who says why. */
export function RefusalDialog({ refusal, onPublish, onClose }: { refusal: Refusal; onPublish: (override: string) => Promise<void>; onClose: () => void }) {
  const { t } = useTranslation()
  const [override, setOverride] = useState('')
  const [busy, setBusy] = useState(false)
  const publish = async (): Promise<void> => {
    setBusy(true)
    await onPublish(override.trim())
    setBusy(false)
  }
  return (
    <Modal opened onClose={onClose} title={t('models.refusedTitle', { name: refusal.model.name })}>
      <Stack>
        <Alert color="red" variant="light" icon={<IconShieldX />} title={t('models.refused')} data-testid={testIds.gateReasons}>
          <List size="sm">
            {refusal.reasons.map((reason) => (
              <List.Item key={reason}>{reason}</List.Item>
            ))}
          </List>
        </Alert>
        <Textarea label={t('models.overrideReason')} description={t('models.overrideHint')} minRows={2} autosize value={override} onChange={(event) => setOverride(event.currentTarget.value)} data-testid={testIds.publishReason} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button color="red" loading={busy} disabled={override.trim().length < 3} onClick={() => void publish()} data-testid={testIds.buttonPublishAnyway}>
            {t('models.publishAnyway')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
