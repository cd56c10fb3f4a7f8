import { Group, Kbd, Modal, SimpleGrid, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useDialogs } from '../state/jobs-store'
import { testIds } from '../test-ids'

const sections = [
  { title: 'navigate', keys: [['frames', '← → / wheel'], ['tenFrames', 'PgUp PgDn'], ['firstLast', 'Home End'], ['cine', 'Space'], ['neighbour', '↑ ↓']] },
  { title: 'look', keys: [['window', 'W / right drag'], ['zoom', 'Z / Shift wheel'], ['pan', 'P / middle drag'], ['invert', 'I'], ['fit', 'F'], ['oneToOne', '1'], ['reset', 'R'], ['text', 'T']] },
  { title: 'correct', keys: [['brush', 'B'], ['eraser', 'E'], ['radius', '[ ] / Ctrl wheel'], ['cancelStroke', 'Esc'], ['undo', 'Ctrl Z'], ['redo', 'Ctrl Shift Z / Ctrl Y'], ['showMask', 'M'], ['outline', 'O']] },
  { title: 'work', keys: [['segmentFrame', 'S'], ['segmentRun', 'Shift S'], ['approve', 'A'], ['openFiles', 'Ctrl O'], ['openFolder', 'Ctrl Shift O'], ['sections', 'Ctrl 1 2 3'], ['sheet', '?']] },
] as const

export function ShortcutSheet() {
  const { t } = useTranslation()
  const opened = useDialogs((state) => state.shortcuts)
  return (
    <Modal opened={opened} onClose={() => useDialogs.setState({ shortcuts: false })} title={t('shortcuts.title')} size="xl">
      <SimpleGrid cols={2} spacing="xl" verticalSpacing="lg" data-testid={testIds.shortcutSheet}>
        {sections.map(({ title, keys }) => (
          <Stack key={title} gap={6}>
            <Text size="sm" fw={600}>
              {t(`shortcuts.${title}`)}
            </Text>
            {keys.map(([name, combination]) => (
              <Group key={name} justify="space-between" wrap="nowrap">
                <Text size="sm" c="dimmed">
                  {t(`shortcuts.${name}`)}
                </Text>
                <Kbd size="xs">{combination}</Kbd>
              </Group>
            ))}
          </Stack>
        ))}
      </SimpleGrid>
    </Modal>
  )
}
