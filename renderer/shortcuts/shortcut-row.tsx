import { ActionIcon, Button, Group, Kbd, Text, Tooltip } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { testIds } from '../test-ids'
import { combinationOf, printed } from './combination'
import type { Combination } from './combination'
import { commandOf } from './commands'
import type { CommandId } from './commands'
import { conflictOf, keysOf, withDefaultKeys, withKey } from './key-bindings'
import { changeKeys, useKeyChanges } from './shortcut-keys'
import css from './shortcuts.module.css'

/** One command: its name, its keys and, while keys are changed, the button that records another one. */
export function ShortcutRow({ id, changing }: { id: CommandId; changing: boolean }) {
  const { t } = useTranslation()
  const { clients } = useServices()
  const changes = useKeyChanges((state) => state.changes)
  const [recording, setRecording] = useState(false)
  const [pressed, setPressed] = useState<Combination | null>(null)
  const { label, mouse } = commandOf(id)
  const keys = keysOf(id, changes)
  const clash = pressed === null ? null : conflictOf(id, pressed, changes)

  const stop = (): void => {
    setRecording(false)
    setPressed(null)
  }
  const take = (combination: Combination): void => {
    void changeKeys(clients.settings, withKey(id, combination, changes))
    stop()
  }
  if (!changing && (recording || pressed !== null)) stop()

  useEffect(() => {
    if (!recording) return
    const record = (event: KeyboardEvent): void => {
      const combination = combinationOf(event)
      if (combination === 'tab') return stop()
      event.preventDefault()
      event.stopPropagation()
      if (combination === null) return
      if (combination === 'esc' && id !== 'cancel') return stop()
      if (conflictOf(id, combination, changes) === null) return take(combination)
      setPressed(combination)
      setRecording(false)
    }
    // Before anything else in the page sees the key.
    window.addEventListener('keydown', record, true)
    return () => window.removeEventListener('keydown', record, true)
  })

  return (
    <div className={css['row']} data-testid={testIds.shortcutRow} data-command={id}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" c="dimmed" truncate>
          {t(label)}
        </Text>
        {changing ? (
          <Group gap={4} wrap="nowrap">
            {id in changes && (
              <Tooltip label={t('shortcuts.reset')}>
                <ActionIcon variant="subtle" color="gray" size={24} aria-label={t('shortcuts.resetOf', { name: t(label) })} onClick={() => void changeKeys(clients.settings, withDefaultKeys(id, changes))} data-testid={testIds.shortcutReset}>
                  <IconArrowBackUp size={15} />
                </ActionIcon>
              </Tooltip>
            )}
            <Button
              size="compact-xs"
              variant={recording ? 'light' : 'default'}
              miw={92}
              aria-label={t('shortcuts.recordFor', { name: t(label) })}
              onClick={() => setRecording(true)}
              onBlur={() => setRecording(false)}
              data-testid={testIds.shortcutRecord}
            >
              {recording ? t('shortcuts.press') : keys.map(printed).join(' / ') || t('shortcuts.none')}
            </Button>
          </Group>
        ) : (
          <Group gap={6} wrap="nowrap">
            {keys.map((key) => (
              <Kbd key={key} size="xs">
                {printed(key)}
              </Kbd>
            ))}
            {mouse !== undefined && (
              <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
                {t(mouse)}
              </Text>
            )}
          </Group>
        )}
      </Group>
      {pressed !== null && clash !== null && (
        <Group gap={6} justify="flex-end" role="alert" data-testid={testIds.shortcutConflict}>
          <Text size="xs" c="yellow.4">
            {t('shortcuts.conflict', { keys: printed(pressed), name: t(commandOf(clash).label) })}
          </Text>
          <Button size="compact-xs" variant="light" onClick={() => take(pressed)} data-testid={testIds.shortcutTake}>
            {t('shortcuts.takeAnyway')}
          </Button>
          <Button size="compact-xs" variant="default" onClick={stop}>
            {t('common.cancel')}
          </Button>
        </Group>
      )}
    </div>
  )
}
