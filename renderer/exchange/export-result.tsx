import { Alert, Button, Code, CopyButton, Group, List, ScrollArea, Stack, Text } from '@mantine/core'
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ExportResult } from '../../electron/ipc/contract/index'
import { saveDownload } from '../shell/save-file'
import { testIds } from '../test-ids'
import { bytesText } from './export-draft'

/** What an export has written, where it lies, and what was left out. */
export function ExportResultView({ result, onAgain, onClose }: { result: ExportResult; onAgain: () => void; onClose: () => void }) {
  const { t } = useTranslation()
  const { folder, download } = result
  return (
    <Stack gap="sm" data-testid={testIds.exportResult} data-folder={folder ?? undefined}>
      <Alert variant="light" color="teal" icon={<IconCheck size={18} />} p="xs">
        {t('exchange.written', { written: result.written, files: result.files, size: bytesText(result.bytes) })}
      </Alert>
      {folder !== null && (
        <Group gap={8} wrap="nowrap" align="flex-start">
          <Code block flex={1} data-selectable style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
            {folder}
          </Code>
          <CopyButton value={folder}>
            {({ copied, copy }) => (
              <Button variant="default" leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />} onClick={copy}>
                {copied ? t('exchange.copied') : t('exchange.copy')}
              </Button>
            )}
          </CopyButton>
        </Group>
      )}
      {download !== null && (
        <Group gap={8}>
          <Text size="sm">{t('exchange.saved', { name: download.name })}</Text>
          <Button variant="default" leftSection={<IconDownload size={15} />} onClick={() => saveDownload(download)}>
            {t('exchange.saveAgain')}
          </Button>
        </Group>
      )}
      {result.notes.length > 0 && (
        <ScrollArea.Autosize mah="30vh" type="auto" tabIndex={0}>
          <List size="sm" spacing={4} data-testid={testIds.exportNotes}>
            {result.notes.map((note) => (
              <List.Item key={note} data-selectable>
                {note}
              </List.Item>
            ))}
          </List>
        </ScrollArea.Autosize>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onAgain}>
          {t('exchange.another')}
        </Button>
        <Button onClick={onClose} data-autofocus>
          {t('common.close')}
        </Button>
      </Group>
    </Stack>
  )
}
