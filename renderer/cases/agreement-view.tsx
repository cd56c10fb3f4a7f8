import { Alert, Button, Group, Progress, Table, Text } from '@mantine/core'
import { IconDownload, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AgreementReport, ReadPair } from '../../electron/ipc/contract/index'
import { compare } from '../comparison/comparison-store'
import { distanceText } from '../comparison/figure-text'
import { useServices } from '../connection/services'
import { useMeasurements } from '../measure/measurement-store'
import { figure } from '../runs/format'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { saveCsv } from '../shell/save-file'
import { testIds } from '../test-ids'
import { agreementTable, meanInMillimetres, scaleOfPair, spreadText } from './agreement-figures'
import { AreaChart } from './area-chart'
import css from './cases.module.css'

/** How far two readers of the same frames agree: means, limits of agreement, and every frame. */
export function AgreementView() {
  const { t } = useTranslation()
  const { clients } = useServices()
  const atDetector = useMeasurements((state) => state.atDetector)
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null)
  const report = useQuery({
    queryKey: ['agreement'],
    queryFn: ({ signal }) => clients.readings.agreement({}, { signal, onProgress: setProgress }).finally(() => setProgress(null)),
    // Readings come and go in the viewer.
    staleTime: 0,
  })
  if (report.isError) {
    return (
      <Alert color="red" variant="light" role="alert">
        {messageOf(report.error)}
      </Alert>
    )
  }
  const { data } = report
  if (data === undefined) return <Progress value={progress === null ? 0 : (progress.done / Math.max(1, progress.total)) * 100} aria-label={t('agreement.title')} mt="lg" />
  if (data.summary === null) return <Text c="dimmed" size="sm" mt="lg" ta="center" maw={520} mx="auto">{t('agreement.empty')}</Text>
  return (
    <div className={css['view']} data-testid={testIds.agreementReport}>
      <div className={css['summary']}>
        <Tiles summary={data.summary} pairs={data.pairs} atDetector={atDetector} />
        <AreaChart report={data} />
      </div>
      <Group justify="flex-end" gap={8}>
        <Button variant="default" leftSection={<IconRefresh size={15} />} loading={report.isFetching} onClick={() => void report.refetch()}>
          {t('compareSeries.again')}
        </Button>
        <Button variant="default" leftSection={<IconDownload size={15} />} onClick={() => saveAgreement(data.pairs, atDetector)} data-testid={testIds.agreementCsv}>
          {t('compareSeries.csv')}
        </Button>
      </Group>
      <Pairs pairs={data.pairs} atDetector={atDetector} />
    </div>
  )
}

function Tiles({ summary, pairs, atDetector }: { summary: NonNullable<AgreementReport['summary']>; pairs: readonly ReadPair[]; atDetector: boolean }) {
  const { t } = useTranslation()
  const { dice, clDice, hausdorff95, area } = summary
  const millimetres = meanInMillimetres(pairs, atDetector)
  const tiles: [string, string, string][] = [
    [t('figures.dice'), spreadText(dice.mean, dice.deviation, 3), t('agreement.pairs', { count: pairs.length })],
    [t('figures.clDice'), spreadText(clDice.mean, clDice.deviation, 3), ''],
    [t('compare.figure.hausdorff95'), millimetres?.value ?? (hausdorff95 === null ? '–' : `${spreadText(hausdorff95.mean, hausdorff95.deviation, 1)} px`), millimetres?.source ?? ''],
    [t('agreement.area'), `${signed(area.bias)} px`, area.lower === null || area.upper === null ? '' : t('agreement.limits', { lower: signed(area.lower), upper: signed(area.upper) })],
  ]
  return (
    <div className={css['tiles']}>
      {tiles.map(([name, value, more]) => (
        <div key={name} className={css['tile']}>
          <Text size="xs" c="dimmed">
            {name}
          </Text>
          <strong>{value}</strong>
          <Text size="xs" c="dimmed">
            {more}
          </Text>
        </div>
      ))}
    </div>
  )
}

function Pairs({ pairs, atDetector }: { pairs: readonly ReadPair[]; atDetector: boolean }) {
  const { t } = useTranslation()
  const { opener } = useServices()
  const open = async (pair: ReadPair): Promise<void> => {
    try {
      if (await opener.open(pair)) compare({ kind: 'reading', number: pair.first.number }, { kind: 'reading', number: pair.second.number })
    } catch (error) {
      notify('error', messageOf(error))
    }
  }
  const worst = [...pairs].sort((one, other) => one.figures.dice - other.figures.dice)
  return (
    <Table className={css['pairs']} verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('agreement.frame')}</Table.Th>
          <Table.Th>{t('agreement.readers')}</Table.Th>
          <Table.Th>{t('figures.dice')}</Table.Th>
          <Table.Th>{t('figures.clDice')}</Table.Th>
          <Table.Th>{t('compare.figure.hausdorff95')}</Table.Th>
          <Table.Th>{t('agreement.difference')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {worst.map((pair) => (
          <Table.Tr key={`${pair.instanceId}/${pair.frame}/${pair.first.number}/${pair.second.number}`} className={css['pairRow']} onClick={() => void open(pair)} data-testid={testIds.agreementRow} data-instance={pair.instanceId} data-frame={pair.frame}>
            <Table.Td>
              <button type="button" className={css['link']}>
                {pair.sourceName} · {pair.frame + 1}
              </button>
            </Table.Td>
            <Table.Td>
              {pair.first.reader} · {pair.second.reader}
            </Table.Td>
            <Table.Td>{figure(pair.figures.dice)}</Table.Td>
            <Table.Td>{figure(pair.figures.clDice)}</Table.Td>
            <Table.Td>{distanceText(pair.figures.hausdorff95, scaleOfPair(pair, atDetector))}</Table.Td>
            <Table.Td>{signed(pair.figures.onlyA - pair.figures.onlyB)} px</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function saveAgreement(pairs: readonly ReadPair[], atDetector: boolean): void {
  const { header, rows } = agreementTable(pairs, atDetector)
  saveCsv('agreement.csv', header, rows)
}

function signed(value: number): string {
  const whole = Math.round(value)
  return whole > 0 ? `+${whole}` : whole < 0 ? `−${-whole}` : '0'
}
