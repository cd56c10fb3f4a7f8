import { useTranslation } from 'react-i18next'
import { openInstance, useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import type { BrowserRow } from './browser-rows'
import { leaveToImage } from './leave-to-image'
import { patientName, studyDate } from './patient-name'
import { SeriesItem } from './series-item'
import { useSeriesRow } from './series-rows'
import css from './study-browser.module.css'

interface BrowserLineProps {
  readonly row: BrowserRow
  /** Patients and studies have lines of their own; otherwise every series names its patient. */
  readonly grouped: boolean
  readonly openSeries: number | null
  readonly openInstanceId: number | null
  readonly tabIndex: 0 | -1
}

/** One line of the study browser. */
export function BrowserLine({ row, grouped, openSeries, openInstanceId, tabIndex }: BrowserLineProps) {
  const { t } = useTranslation()
  const known = useSeriesRow(row.seriesId)
  if (row.kind === 'instance') {
    const { instance } = row
    const open = instance.id === openInstanceId
    return (
      <button
        type="button"
        className={css['instance']}
        tabIndex={tabIndex}
        data-line
        data-open={open}
        data-testid={testIds.instanceItem}
        data-instance={instance.id}
        aria-current={open ? 'true' : undefined}
        onClick={(event) => {
          leaveToImage(event)
          openInstance(instance, useViewer.getState().siblings)
        }}
      >
        <span className={css['dim']}>{instance.sourceName}</span>
        {instance.frames > 1 && <span className={css['dim']}>{t('browser.frames', { count: instance.frames })}</span>}
      </button>
    )
  }
  if (row.kind === 'series') return <SeriesItem seriesId={row.seriesId} series={known} named={!grouped} open={row.seriesId === openSeries} tabIndex={tabIndex} />
  // Its height is kept free: it is known in a moment.
  if (known === undefined) return <div className={css[row.kind]} aria-hidden="true" />
  const { study } = known
  if (row.kind === 'patient') {
    return (
      <div className={css['patient']} title={patientName(study.patientName, t('browser.noName'))}>
        {patientName(study.patientName, t('browser.noName'))}
        <span>{study.patientId}</span>
      </div>
    )
  }
  return <div className={css['study']}>{[studyDate(study.studyDate) ?? t('browser.noDate'), study.description].filter((text) => text !== '').join(' · ')}</div>
}
