import { Radio, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { librarySettings } from '../../electron/ipc/contract/index'
import type { LibrarySettings } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { testIds } from '../test-ids'
import { useMay, usePeople } from './people-store'

/** The rules of review; an admin changes them. */
export function ReviewTab() {
  const { t } = useTranslation()
  const { clients } = useServices()
  const { ownApproval } = usePeople((state) => state.settings)
  const mayChange = useMay('administer')
  const change = (value: string): void => {
    clients.people.changeSettings({ ownApproval: value as LibrarySettings['ownApproval'] }).catch((error: unknown) => notify('error', messageOf(error)))
  }
  return (
    <Radio.Group value={ownApproval} onChange={change} label={t('libraryDialog.ownApproval')} description={t('libraryDialog.ownApprovalMore')}>
      <Stack gap="sm" mt="sm">
        {librarySettings.shape.ownApproval.options.map((option) => (
          <Radio
            key={option}
            size="sm"
            value={option}
            disabled={!mayChange}
            label={t(`libraryDialog.own.${option}`)}
            description={t(`libraryDialog.ownMore.${option}`)}
            data-testid={testIds.ownApproval}
            data-value={option}
          />
        ))}
        {!mayChange && (
          <Text size="sm" c="dimmed">
            {t('libraryDialog.byAdmin')}
          </Text>
        )}
      </Stack>
    </Radio.Group>
  )
}
