import { Button, Group, Modal, ScrollArea, Stack, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { plainText } from '../../electron/ipc/plain-text'
import { useJobs } from '../state/jobs-store'
import { testIds } from '../test-ids'

const close = (): void => useJobs.setState({ importReport: null })

/** Every file that could not be read, each with its cause. */
export function ImportReportDialog() {
  const { t } = useTranslation()
  const report = useJobs((state) => state.importReport)
  return (
    <Modal opened={report !== null} onClose={close} title={t('import.reportTitle')} size="xl">
      {report !== null && (
        <Stack data-testid={testIds.importReport}>
          <Text size="sm">{t('import.reportSummary', { imported: report.imported, masks: report.masks.imported, alreadyThere: report.alreadyThere + report.masks.alreadyThere, rejected: report.rejected.length })}</Text>
          <ScrollArea.Autosize mah="55vh" type="auto" tabIndex={0}>
            <Table striped layout="fixed">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th w="38%">{t('import.file')}</Table.Th>
                  <Table.Th>{t('import.cause')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {[...report.rejected, ...report.warnings].map((rejected) => (
                  <Table.Tr key={`${rejected.file} ${rejected.message}`} data-testid={testIds.importReportRow} data-code={rejected.code}>
                    <Table.Td data-selectable style={{ overflowWrap: 'anywhere' }} title={plainText(rejected.file, '\ufffd')}>
                      {plainText(rejected.file.split(/[\\/]/).at(-1)!, '\ufffd')}
                    </Table.Td>
                    <Table.Td data-selectable style={{ overflowWrap: 'anywhere' }}>
                      {rejected.message}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollArea.Autosize>
          <Group justify="flex-end">
            <Button onClick={close} data-autofocus>
              {t('common.close')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}
