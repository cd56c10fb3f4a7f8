import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { IconFileUpload, IconFolderOpen } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { useDialogs } from '../state/jobs-store'
import { testIds } from '../test-ids'
import { DeidentifyOptions } from './deidentify-choice'
import { keepNothing } from './export-draft'

const close = (): void => useDialogs.setState({ deidentifiedImport: false })

/** File → Import de-identified…: what is kept, and then which files. The library never sees the originals. */
export function DeidentifiedImportDialog() {
  const { t } = useTranslation()
  const { actions } = useServices()
  const opened = useDialogs((state) => state.deidentifiedImport)
  const [choice, setChoice] = useState(keepNothing)
  const open = (kind: 'files' | 'folder'): void => {
    close()
    void actions.open(kind, choice)
  }
  return (
    <Modal opened={opened} onClose={close} title={t('exchange.importTitle')} size="md">
      <Stack gap="md" data-testid={testIds.deidentifiedImport}>
        <Text size="sm">{t('exchange.importMore')}</Text>
        <DeidentifyOptions choice={choice} onChange={setChoice} />
        <Group justify="flex-end">
          <Button variant="default" leftSection={<IconFolderOpen size={15} />} onClick={() => open('folder')}>
            {t('menu.openFolder')}
          </Button>
          <Button leftSection={<IconFileUpload size={15} />} onClick={() => open('files')} data-testid={testIds.deidentifiedFiles}>
            {t('menu.openFiles')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
