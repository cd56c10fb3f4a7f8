import { Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core'
import { IconFolderOpen } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { testIds } from '../test-ids'
import type { ExportDraft } from './export-draft'

type Destination = Pick<ExportDraft, 'destination' | 'folder'>

/** Where an export goes: on the desktop into a folder, from a browser as one file or into a folder of the machine that runs the services. */
export function DestinationChoice({ canPickPaths, destination, folder, onChange }: Destination & { canPickPaths: boolean; onChange: (part: Partial<Destination>) => void }) {
  const { t } = useTranslation()
  const { clients } = useServices()
  const pick = async (): Promise<void> => {
    try {
      const { paths } = await clients.app.pickPaths({ kind: 'folder' })
      if (paths[0] !== undefined) onChange({ folder: paths[0] })
    } catch (error) {
      notify('warning', messageOf(error))
    }
  }
  return (
    <Stack gap={8}>
      <Text size="sm" fw={600}>
        {t('exchange.where')}
      </Text>
      {!canPickPaths && (
        <Radio.Group value={destination} onChange={(value) => onChange({ destination: value as Destination['destination'] })} aria-label={t('exchange.where')}>
          <Group gap="lg">
            <Radio size="xs" value="download" label={t('exchange.download')} />
            <Radio size="xs" value="folder" label={t('exchange.hostFolder')} data-testid={testIds.exportToFolder} />
          </Group>
        </Radio.Group>
      )}
      {destination === 'folder' && (
        <Group gap={8} align="flex-end" wrap="nowrap">
          <TextInput
            flex={1}
            size="xs"
            label={t('exchange.folder')}
            description={t('exchange.folderMore')}
            value={folder}
            onChange={(event) => onChange({ folder: event.currentTarget.value })}
            data-testid={testIds.exportFolder}
          />
          {canPickPaths && (
            <Button variant="default" leftSection={<IconFolderOpen size={15} />} onClick={() => void pick()}>
              {t('exchange.pickFolder')}
            </Button>
          )}
        </Group>
      )}
    </Stack>
  )
}
