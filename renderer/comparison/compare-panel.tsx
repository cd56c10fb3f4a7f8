import { ActionIcon, Alert, Button, SegmentedControl, Select, Switch, Text } from '@mantine/core'
import { IconArrowsExchange, IconTable, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useLabels } from '../labels/label-store'
import type { Scale } from '../measure/length'
import { scaleFor, useMeasurements } from '../measure/measurement-store'
import { messageOf } from '../shell/message-of'
import { CommandTooltip } from '../shortcuts/command-tooltip'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { ReviewBlock } from '../viewer/mask-panel'
import viewer from '../viewer/viewer-page.module.css'
import { AgreementLegend } from './agreement-legend'
import { ComparisonFigures } from './comparison-figures'
import css from './comparison.module.css'
import { closeComparison, comparedReadings, swapSides, useComparison } from './comparison-store'
import type { ComparisonView } from './comparison-store'
import { DecideBlock } from './decide-block'
import { ReadingsBlock } from './readings-block'
import { SideSelect } from './side-select'
import { useComparisonChoices, useComparisonFigures, useShownRevision } from './use-comparison-figures'

/** Two masks of the shown frame: which, how they are shown, and how they agree. */
export function ComparePanel() {
  const { t } = useTranslation()
  const { a, b, view, outline } = useComparison()
  const choices = useComparisonChoices(true)
  const playing = useViewer((state) => state.playing)
  const answer = useComparisonFigures()
  const figures = playing ? null : (answer.data?.figures ?? null)
  const readings = comparedReadings(a, b)
  const { instanceId, frame } = useShownRevision()
  const instance = useViewer((state) => state.instance)
  const measurements = useMeasurements()
  const scale: Scale = instance === null ? { unit: 'px' } : scaleFor(measurements, instance)
  return (
    <section className={viewer['panel']} aria-label={t('compare.title')}>
      <div className={viewer['block']} data-testid={testIds.comparePanel}>
        <div className={css['head']}>
          <h2 className={viewer['blockTitle']}>{t('compare.title')}</h2>
          <CommandTooltip command="compare" label={t('compare.close')}>
            <ActionIcon variant="subtle" color="gray" size={24} aria-label={t('compare.close')} onClick={closeComparison} data-testid={testIds.compareClose}>
              <IconX size={16} />
            </ActionIcon>
          </CommandTooltip>
        </div>
        <div className={css['sides']}>
          <div>
            <SideSelect side="a" choices={choices} testId={testIds.compareA} />
            <SideSelect side="b" choices={choices} testId={testIds.compareB} />
          </div>
          <ActionIcon variant="default" size={28} aria-label={t('compare.swap')} title={t('compare.swap')} onClick={swapSides} data-testid={testIds.compareSwap}>
            <IconArrowsExchange size={16} style={{ transform: 'rotate(90deg)' }} />
          </ActionIcon>
        </div>
        <CommandTooltip command="blink-sides" label={t('compare.blinkHint')} position="left">
          <SegmentedControl
            fullWidth
            size="xs"
            value={view}
            onChange={(value) => useComparison.setState({ view: value as ComparisonView })}
            aria-label={t('compare.view')}
            data={(['differences', 'swipe', 'a', 'b'] as const).map((each) => ({ value: each, label: t(`compare.views.${each}`) }))}
            data-testid={testIds.compareView}
          />
        </CommandTooltip>
        <Switch size="sm" label={t('compare.outline')} checked={outline} onChange={(event) => useComparison.setState({ outline: event.currentTarget.checked })} data-testid={testIds.compareOutline} />
        <AgreementLegend figures={figures} />
        {answer.isError ? (
          <Alert color="yellow" variant="light" p={8} role="alert" data-testid={testIds.compareMissing}>
            {messageOf(answer.error)}
          </Alert>
        ) : (
          <Missing missing={playing ? [] : (answer.data?.missing ?? [])} />
        )}
        {playing && (
          <Text size="xs" c="dimmed">
            {t('compare.whilePlaying')}
          </Text>
        )}
      </div>
      {readings !== null && !playing && <DecideBlock key={`${instanceId}/${frame}/${readings.first}/${readings.second}`} readings={readings} />}
      <div className={viewer['block']}>
        <ComparisonFigures figures={figures} scale={scale} stale={answer.isFetching} />
        <BasisSelect labels={answer.data?.byLabel ?? []} />
        <Button fullWidth variant="default" leftSection={<IconTable size={16} />} onClick={() => useComparison.setState({ table: true })} data-testid={testIds.compareSeries}>
          {t('compare.series')}
        </Button>
      </div>
      <ReviewBlock />
      <ReadingsBlock />
    </section>
  )
}

function Missing({ missing }: { missing: readonly ('a' | 'b')[] }) {
  const { t } = useTranslation()
  if (missing.length === 0) return null
  return (
    <Alert color="yellow" variant="light" p={8} data-testid={testIds.compareMissing}>
      {t(missing.length === 2 ? 'compare.bothMissing' : missing[0] === 'a' ? 'compare.aMissing' : 'compare.bMissing')}
    </Alert>
  )
}

/** Vessels as a whole, or one label; only where a frame has several. */
function BasisSelect({ labels }: { labels: readonly { readonly label: number; readonly dice: number }[] }) {
  const { t } = useTranslation()
  const basis = useComparison((state) => state.basis)
  const book = useLabels((state) => state.book)
  if (labels.length === 0 && basis === 'vessel') return null
  const known = [...new Set([...labels.map(({ label }) => label), ...(basis === 'vessel' ? [] : [basis])])]
  return (
    <Select
      size="xs"
      label={t('compare.basis')}
      allowDeselect={false}
      value={String(basis)}
      onChange={(value) => useComparison.setState({ basis: value === null || value === 'vessel' ? 'vessel' : Number(value) })}
      data={[{ value: 'vessel', label: t('compare.allVessel') }, ...known.map((label) => ({ value: String(label), label: book?.labels.find(({ id }) => id === label)?.name ?? t('compare.label', { label }) }))]}
      data-testid={testIds.compareBasis}
    />
  )
}
