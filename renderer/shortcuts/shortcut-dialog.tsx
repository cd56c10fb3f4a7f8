import { Button, Group, Modal, SimpleGrid, Stack, Text } from '@mantine/core'
import { IconKeyboard, IconRestore } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { useDialogs } from '../state/jobs-store'
import { testIds } from '../test-ids'
import { commandGroups, commandIds, commandOf } from './commands'
import { changeKeys, useKeyChanges } from './shortcut-keys'
import { ShortcutRow } from './shortcut-row'

/** Every command with its keys, and the place where a person changes them. */
export function ShortcutDialog() {
  const { t } = useTranslation()
  const { clients } = useServices()
  const opened = useDialogs((state) => state.shortcuts)
  const changes = useKeyChanges((state) => state.changes)
  const [changing, setChanging] = useState(false)
  const close = (): void => {
    setChanging(false)
    useDialogs.setState({ shortcuts: false })
  }
  return (
    <Modal opened={opened} onClose={close} title={t('shortcuts.title')} size={980} closeOnEscape={!changing}>
      <Group justify="space-between" mb="md" wrap="nowrap">
        <Text size="sm" c="dimmed">
          {t(changing ? 'shortcuts.howToChange' : 'shortcuts.forYou')}
        </Text>
        <Group gap="xs" wrap="nowrap">
          {changing && (
            <Button variant="default" leftSection={<IconRestore size={15} />} disabled={Object.keys(changes).length === 0} onClick={() => void changeKeys(clients.settings, {})} data-testid={testIds.shortcutResetAll}>
              {t('shortcuts.resetAll')}
            </Button>
          )}
          <Button variant={changing ? 'filled' : 'default'} leftSection={<IconKeyboard size={15} />} onClick={() => setChanging(!changing)} data-testid={testIds.shortcutChange}>
            {t(changing ? 'shortcuts.done' : 'shortcuts.change')}
          </Button>
        </Group>
      </Group>
      <SimpleGrid cols={2} spacing={36} verticalSpacing="lg" data-testid={testIds.shortcutSheet}>
        {commandGroups.map((group) => (
          <Stack key={group} gap={changing ? 2 : 5} role="group" aria-label={t(`shortcuts.${group}`)}>
            <Text size="sm" fw={600} mb={2}>
              {t(`shortcuts.${group}`)}
            </Text>
            {commandIds
              .filter((id) => commandOf(id).group === group)
              .map((id) => (
                <ShortcutRow key={id} id={id} changing={changing} />
              ))}
          </Stack>
        ))}
      </SimpleGrid>
    </Modal>
  )
}
