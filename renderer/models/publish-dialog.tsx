import { Alert, Button, Group, List, Modal, Stack, Text, Textarea } from '@mantine/core'
import { IconShieldX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { ServiceError } from '../../electron/ipc/service-error'
import type { Model } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { messageOf, notify } from '../shell/notify'
import { testIds } from '../test-ids'

const refusal = z.object({ reasons: z.array(z.string()) })

/** Publishing asks the gate first; a refused student can still be published by someone who says why. */
export function PublishDialog({ model, current, onClose }: { model: Model | null; current: Model | null; onClose: () => void }) {
  return model === null ? null : <OpenDialog key={model.id} model={model} current={current} onClose={onClose} />
}

function OpenDialog({ model, current, onClose }: { model: Model; current: Model | null; onClose: () => void }) {
  const { t } = useTranslation()
  const { clients } = useServices()
  const [reasons, setReasons] = useState<readonly string[] | null>(null)
  const [override, setOverride] = useState('')
  const [busy, setBusy] = useState(false)

  const publish = async (reason?: string): Promise<void> => {
    setBusy(true)
    try {
      await clients.models.publish({ modelId: model.id, ...(reason === undefined ? {} : { override: reason }) })
      notify('done', t('models.publishedNow', { name: model.name }))
      onClose()
    } catch (error) {
      const refused = error instanceof ServiceError && error.code === 'conflict' ? refusal.safeParse(error.details) : null
      if (refused?.success) setReasons(refused.data.reasons)
      else notify('error', messageOf(error), { title: t('models.publishFailed') })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={onClose} title={t('models.publishTitle', { name: model.name })}>
      <Stack>
        {reasons === null ? (
          <Text size="sm">{current === null ? t('models.publishFirst') : t('models.publishMore', { current: current.name })}</Text>
        ) : (
          <>
            <Alert color="red" variant="light" icon={<IconShieldX />} title={t('models.refused')} data-testid={testIds.gateReasons}>
              <List size="sm">
                {reasons.map((reason) => (
                  <List.Item key={reason}>{reason}</List.Item>
                ))}
              </List>
            </Alert>
            <Textarea label={t('models.overrideReason')} description={t('models.overrideHint')} minRows={2} autosize value={override} onChange={(event) => setOverride(event.currentTarget.value)} data-testid={testIds.publishReason} />
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          {reasons === null ? (
            <Button loading={busy} onClick={() => void publish()} data-testid={testIds.buttonPublishConfirm} data-autofocus>
              {t('models.publish')}
            </Button>
          ) : (
            <Button color="red" loading={busy} disabled={override.trim().length < 3} onClick={() => void publish(override.trim())} data-testid={testIds.buttonPublishAnyway}>
              {t('models.publishAnyway')}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  )
}
