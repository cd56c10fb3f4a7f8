import { ActionIcon, Alert, Button, CloseButton, Group, Progress, Text, Tooltip } from '@mantine/core'
import { IconDownload, IconRefresh } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FrameComparison, Instance } from '../../electron/ipc/contract/index'
import { useModels } from '../connection/queries'
import { useServices } from '../connection/services'
import { distanceIn } from '../measure/length'
import type { Length } from '../measure/length'
import { basisText, shortLengthText } from '../measure/length-text'
import { useScales } from '../measure/use-scales'
import type { Scales } from '../measure/use-scales'
import { figure } from '../runs/format'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { saveCsv } from '../shell/save-file'
import { sameFrame } from '../state/same-frame'
import { useFrame } from '../state/shown-frame'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import css from './comparison.module.css'
import { useComparison } from './comparison-store'
import { borderDistance, distanceBasis, millimetreCells, millimetreColumns } from './figure-text'
import { ShareBar } from './share-bar'
import { compareSeries, isAbout, useSeriesComparison } from './series-comparison'
import { nameOfSource } from './source-names'

const orders = ['frame', 'dice', 'clDice', 'hausdorff95', 'bettiZeroError', 'missedLength'] as const
type Order = (typeof orders)[number]

const noImages: readonly Instance[] = []

/** Every frame of the series beside the image: worst first when asked for, a click goes to the frame. */
export function SeriesTable() {
  const { t } = useTranslation()
  const { clients, opener } = useServices()
  const models = useModels().data ?? []
  const { table, a, b, basis, open } = useComparison()
  const state = useSeriesComparison()
  const { about, rows, total, error, cancel } = state
  const instance = useViewer((viewer) => viewer.instance)
  const siblings = useViewer((viewer) => viewer.siblings)
  const frame = useFrame()
  const [order, setOrder] = useState<Order>('dice')
  const seriesId = instance?.seriesId ?? null
  const opened = table && open && seriesId !== null
  const scales = useScales(opened ? siblings : noImages)
  const wanted = useMemo(() => (seriesId === null ? null : { seriesId, a, b, basis }), [seriesId, a, b, basis])
  const current = wanted !== null && isAbout(state, wanted)
  useEffect(() => {
    if (opened && wanted !== null && !isAbout(useSeriesComparison.getState(), wanted)) void compareSeries(clients.comparison, wanted)
  }, [opened, wanted, clients])

  const shown = useMemo(() => (current ? sorted(rows, order, scales) : []), [current, rows, order, scales])
  const bases = new Set(rows.flatMap(({ instanceId, figures }) => (figures === null ? [] : (distanceBasis(scales(instanceId)) ?? []))))
  const judged = rows.flatMap(({ figures }) => figures ?? [])
  const go = (row: FrameComparison): void => void opener.open(row).catch((failure: unknown) => notify('error', messageOf(failure)))
  const save = (): void => {
    const header = ['image', 'frame', 'a', 'b', 'missing', 'dice', 'cl_dice', 'hausdorff_95_px', 'betti_0_error', 'agreement_px', 'only_a_px', 'only_b_px', 'length_a_px', 'length_b_px', 'a_missed_by_b_px', 'b_missed_by_a_px', ...millimetreColumns]
    const names = [nameOfSource(a, undefined, models), nameOfSource(b, undefined, models)]
    const lines = rows.map(({ instanceId, frame: at, missing, figures: of }) => [
      nameOfImage(siblings, instanceId), at + 1, ...names, missing.join(' '), of?.dice ?? null, of?.clDice ?? null, of?.hausdorff95 ?? null, of?.bettiZeroError ?? null, of?.agreement ?? null,
      of?.onlyA ?? null, of?.onlyB ?? null, of?.lengthA ?? null, of?.lengthB ?? null, of?.missedLength ?? null, of?.addedLength ?? null,
      ...millimetreCells(of?.hausdorff95, scales(instanceId)),
    ])
    saveCsv(`comparison-series-${about?.seriesId ?? 0}.csv`, header, lines)
  }

  if (!opened) return null
  return (
    // No dialog: the keys of the viewer go on working beside it.
    <aside className={css['seriesPanel']} aria-label={t('compareSeries.title')} onKeyDown={(event) => event.key === 'Escape' && close()}>
      <div className={css['head']}>
        <Text fw={600} size="sm">
          {t('compareSeries.title')}
        </Text>
        <CloseButton aria-label={t('common.close')} onClick={close} data-testid={testIds.seriesClose} />
      </div>
      <div className={css['seriesHead']} data-testid={testIds.seriesComparison} data-done={cancel === null && current}>
        <Text size="xs" c="dimmed" truncate>
          A {nameOfSource(a, undefined, models)} · B {nameOfSource(b, undefined, models)}
        </Text>
        {bases.size > 0 && (
          <Text size="xs" c="dimmed" data-testid={testIds.seriesDistances}>
            {t('measure.lengthsBy', { basis: [...bases].join(' · ') })}
          </Text>
        )}
        <Group gap={8} wrap="nowrap">
          {cancel === null ? (
            <>
              <Text size="sm" flex={1}>
                {judged.length === 0 ? t('compareSeries.none') : t('compareSeries.mean', { dice: figure(judged.reduce((sum, { dice }) => sum + dice, 0) / judged.length), count: judged.length })}
              </Text>
              <Tooltip label={t('compareSeries.again')}>
                <ActionIcon variant="default" size={28} aria-label={t('compareSeries.again')} disabled={wanted === null} onClick={() => wanted !== null && void compareSeries(clients.comparison, wanted)}>
                  <IconRefresh size={16} />
                </ActionIcon>
              </Tooltip>
              <Button variant="default" leftSection={<IconDownload size={15} />} disabled={judged.length === 0} onClick={save} data-testid={testIds.seriesCsv}>
                {t('compareSeries.csv')}
              </Button>
            </>
          ) : (
            <>
              <Progress flex={1} value={total === 0 ? 0 : (rows.length / total) * 100} aria-label={t('compareSeries.title')} />
              <Text size="xs" c="dimmed">
                {total === 0 ? t('compareSeries.starting') : `${rows.length}/${total}`}
              </Text>
              <Button variant="default" onClick={cancel} data-testid={testIds.seriesCancel}>
                {t('common.cancel')}
              </Button>
            </>
          )}
        </Group>
        {error !== null && (
          <Alert color="red" variant="light" p={8} role="alert">
            {error}
          </Alert>
        )}
      </div>
      <div className={css['seriesColumns']} role="row">
        {orders.map((each) => (
          <button key={each} type="button" className={css['sort']} data-active={order === each} aria-pressed={order === each} onClick={() => setOrder(each)} data-testid={testIds.seriesSort} data-order={each}>
            {t(`compareSeries.order.${each}`)}
          </button>
        ))}
        <span>{t('compareSeries.shares')}</span>
      </div>
      <Rows rows={shown} siblings={siblings} scales={scales} isShown={(row) => instance !== null && sameFrame(row, { instanceId: instance.id, frame })} onGo={go} />
    </aside>
  )
}

function Rows({ rows, siblings, scales, isShown, onGo }: { rows: readonly FrameComparison[]; siblings: readonly Instance[]; scales: Scales; isShown: (row: FrameComparison) => boolean; onGo: (row: FrameComparison) => void }) {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- the rows are drawn here and nowhere else
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => 28, overscan: 12 })
  return (
    <div ref={scroller} className={css['seriesRows']}>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]!
          const { figures } = row
          return (
            <button
              key={`${row.instanceId}/${row.frame}`}
              type="button"
              className={css['seriesRow']}
              style={{ transform: `translateY(${start}px)` }}
              data-shown={isShown(row)}
              onClick={() => onGo(row)}
              data-testid={testIds.seriesRow}
              data-frame={row.frame}
            >
              <span>{nameOfRow(siblings, row)}</span>
              {figures === null ? (
                <span className={css['noFigures']}>{t(row.missing.length === 2 ? 'compareSeries.noMask' : row.missing[0] === 'a' ? 'compareSeries.noA' : 'compareSeries.noB')}</span>
              ) : (
                <>
                  <span>{figure(figures.dice)}</span>
                  <span>{figure(figures.clDice)}</span>
                  <NarrowLength length={borderDistance(figures.hausdorff95, scales(row.instanceId))} />
                  <span>{figures.bettiZeroError}</span>
                  <NarrowLength length={distanceIn(scales(row.instanceId), figures.missedLength)} />
                  <ShareBar figures={figures} />
                </>
              )}
            </button>
          )
        })}
      </div>
    </div>
  )
}

/** A length alone; pointing at it tells what makes it millimetres. */
function NarrowLength({ length }: { length: Length | null }) {
  return <span title={length === null ? undefined : basisText(length)}>{length === null ? '–' : shortLengthText(length)}</span>
}

/** The most disagreement first; frames without figures last. */
function sorted(rows: readonly FrameComparison[], order: Order, scales: Scales): FrameComparison[] {
  if (order === 'frame') return [...rows]
  const badness = ({ instanceId, figures }: FrameComparison): number => {
    if (figures === null) return -Infinity
    // Without a distance one mask is empty: nothing is further apart, unless both are.
    if (order === 'hausdorff95') return borderDistance(figures.hausdorff95, scales(instanceId))?.value ?? (figures.dice === 1 ? 0 : Number.MAX_VALUE)
    if (order === 'missedLength') return distanceIn(scales(instanceId), figures.missedLength).value
    return order === 'bettiZeroError' ? figures[order] : -figures[order]
  }
  return [...rows].sort((one, other) => badness(other) - badness(one) || one.instanceId - other.instanceId || one.frame - other.frame)
}

function nameOfRow(siblings: readonly Instance[], { instanceId, frame }: FrameComparison): string {
  const place = siblings.findIndex(({ id }) => id === instanceId)
  return siblings.length > 1 && place >= 0 ? `${place + 1}·${frame + 1}` : String(frame + 1)
}

function nameOfImage(siblings: readonly Instance[], instanceId: number): string {
  return siblings.find(({ id }) => id === instanceId)?.sourceName ?? String(instanceId)
}

function close(): void {
  useComparison.setState({ table: false })
}
