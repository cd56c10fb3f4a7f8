import { Modal, Tabs } from '@mantine/core'
import { IconListCheck, IconShieldCheck, IconUsers } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { AuditTab } from '../audit/audit-tab'
import { useDialogs, type LibraryTab } from '../state/jobs-store'
import { testIds } from '../test-ids'
import { PeopleTab } from './people-tab'
import { ReviewTab } from './review-tab'

/** People, rules and log of the library. */
export function LibraryDialog() {
  const { t } = useTranslation()
  const tab = useDialogs((state) => state.library)
  return (
    <Modal opened={tab !== null} onClose={() => useDialogs.setState({ library: null })} title={t('libraryDialog.title')} size={760}>
      <Tabs value={tab ?? 'people'} onChange={(value) => useDialogs.setState({ library: value as LibraryTab })} keepMounted={false} data-testid={testIds.libraryDialog}>
        <Tabs.List mb="md">
          <Tabs.Tab value="people" leftSection={<IconUsers size={15} />}>
            {t('libraryDialog.people')}
          </Tabs.Tab>
          <Tabs.Tab value="review" leftSection={<IconListCheck size={15} />}>
            {t('libraryDialog.review')}
          </Tabs.Tab>
          <Tabs.Tab value="audit" leftSection={<IconShieldCheck size={15} />}>
            {t('libraryDialog.audit')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="people">
          <PeopleTab />
        </Tabs.Panel>
        <Tabs.Panel value="review">
          <ReviewTab />
        </Tabs.Panel>
        <Tabs.Panel value="audit">
          <AuditTab />
        </Tabs.Panel>
      </Tabs>
    </Modal>
  )
}
