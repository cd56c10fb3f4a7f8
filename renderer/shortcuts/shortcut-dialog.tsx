import { Button, Group as Row, Modal, Text, TextInput } from '@mantine/core'
import { IconKeyboard, IconRestore, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { useDialogs } from '../state/jobs-store'
import { testIds } from '../test-ids'
import { printed } from './combination'
import { commandGroups, commandIds, commandOf } from './commands'
import type { CommandGroup } from './commands'
import { keysOf } from './key-bindings'
import css from './shortcuts.module.css'
import { changeKeys, useKeyChanges } from './shortcut-keys'
import { ShortcutRow } from './shortcut-row'

/** Every command with its keys, and the place where a person changes them. */
export function ShortcutDialog() {
  const { t } = useTranslation()
  const { clients } = useServices()
  const opened = useDialogs((state) => state.shortcuts)
  const changes = useKeyChanges((state) => state.changes)
  const [changing, setChanging] = useState(false)
  const [search, setSearch] = useState('')
  const close = (): void => {
    setChanging(false)
    setSearch('')
    useDialogs.setState({ shortcuts: false })
  }
  return (
    <Modal opened={opened} onClose={close} title={t('shortcuts.title')} size={1180} closeOnEscape={!changing}>
      <Row justify="space-between" mb="md" wrap="nowrap">
        <Text size="sm" c="dimmed">
          {t(changing ? 'shortcuts.howToChange' : 'shortcuts.forYou')}
        </Text>
        <Row gap="xs" wrap="nowrap">
          {changing && (
            <Button variant="default" leftSection={<IconRestore size={15} />} disabled={Object.keys(changes).length === 0} onClick={() => void changeKeys(clients.settings, {})} data-testid={testIds.shortcutResetAll}>
              {t('shortcuts.resetAll')}
            </Button>
          )}
          <Button variant={changing ? 'filled' : 'default'} leftSection={<IconKeyboard size={15} />} onClick={() => setChanging(!changing)} data-testid={testIds.shortcutChange}>
            {t(changing ? 'shortcuts.done' : 'shortcuts.change')}
          </Button>
        </Row>
      </Row>
      <TextInput
        mb="md"
        leftSection={<IconSearch size={14} />}
        placeholder={t('shortcuts.search')}
        aria-label={t('shortcuts.search')}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        data-testid={testIds.shortcutSearch}
      />
      <div className={css['sheet']} data-testid={testIds.shortcutSheet}>
        {commandGroups.map((group) => (
          <Group key={group} group={group} search={search} changing={changing} />
        ))}
      </div>
    </Modal>
  )
}

/** The commands of one group that the search leaves; nothing of the group when there is none. */
function Group({ group, search, changing }: { group: CommandGroup; search: string; changing: boolean }) {
  const { t } = useTranslation()
  const changes = useKeyChanges((state) => state.changes)
  const wanted = search.trim().toLowerCase()
  const ids = commandIds.filter((id) => {
    const texts = [t(commandOf(id).label), ...keysOf(id, changes).map(printed)]
    return commandOf(id).group === group && texts.some((text) => text.toLowerCase().includes(wanted))
  })
  if (ids.length === 0) return null
  return (
    <section className={css['group']} aria-label={t(`shortcuts.${group}`)}>
      <h3 className={css['heading']}>{t(`shortcuts.${group}`)}</h3>
      {ids.map((id) => (
        <ShortcutRow key={id} id={id} changing={changing} />
      ))}
    </section>
  )
}
