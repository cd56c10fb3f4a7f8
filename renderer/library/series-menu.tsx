import { ActionIcon, Menu } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconDots, IconFileExport, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { useMay } from '../people/people-store'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { useDialogs } from '../state/jobs-store'
import { closeInstances } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { AssignItems } from '../worklist/assign-items'
import css from './study-browser.module.css'

/** What can be done with a whole series. */
export function SeriesMenu({ seriesId, name }: { seriesId: number; name: string }) {
  const { t } = useTranslation()
  const { clients } = useServices()
  const mayRemove = useMay('administer')
  const remove = async (): Promise<void> => {
    try {
      await clients.library.removeSeries({ seriesId })
      closeInstances((instance) => instance.seriesId === seriesId)
    } catch (error) {
      notify('error', messageOf(error), { title: t('browser.removeFailed') })
    }
  }
  const ask = (): void => {
    modals.openConfirmModal({
      title: t('browser.removeTitle', { name }),
      children: t('browser.removeMore'),
      labels: { confirm: t('browser.remove'), cancel: t('common.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => void remove(),
    })
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon className={css['seriesMenu']} size={22} variant="default" tabIndex={-1} aria-label={t('browser.seriesMenu', { name })} data-testid={testIds.seriesMenu}>
          <IconDots size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFileExport size={15} />} onClick={() => useDialogs.setState({ export: { kind: 'series', seriesId } })} data-testid={testIds.seriesExport}>
          {t('menu.export')}
        </Menu.Item>
        <AssignItems seriesId={seriesId} />
        <Menu.Item color="red" disabled={!mayRemove} leftSection={<IconTrash size={15} />} onClick={ask} data-testid={testIds.seriesRemove}>
          {t('browser.removeSeries')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
