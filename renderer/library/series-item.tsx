import { IconFlag3Filled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { angulation } from '../../electron/ipc/angulation'
import type { SeriesRow } from '../../electron/ipc/contract/index'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { testIds } from '../test-ids'
import { statusColour } from '../viewer/status-colours'
import { patientName, studyDate } from './patient-name'
import { leaveToImage } from './leave-to-image'
import { dragSeries } from './series-drag'
import { useOpenSeries, usePrefetchSeries } from './series-list'
import { SeriesMenu } from './series-menu'
import css from './study-browser.module.css'
import { Thumbnail } from './thumbnail'
import { UncertaintyMark } from '../review/uncertainty-mark'

const reviewed = ['approved', 'corrected', 'predicted', 'returned'] as const

const told = (error: unknown): void => notify('error', messageOf(error))

interface SeriesItemProps {
  readonly series: SeriesRow
  /** It says whose series it is. */
  readonly named: boolean
  readonly open: boolean
  readonly tabIndex: 0 | -1
}

/** One series with its picture, angles, frames, how far its review has come and how sure the model was. */
export function SeriesItem({ series, named, open, tabIndex }: SeriesItemProps) {
  const { t } = useTranslation()
  const openSeries = useOpenSeries()
  const prefetch = usePrefetchSeries()
  const { frames, images, study } = series
  const single = frames === images
  const angles = angulation(series.primaryAngle, series.secondaryAngle)
  const title = angles ?? (series.description || t('browser.series', { number: series.seriesNumber ?? series.id }))
  const details = [angles === null ? '' : series.description, series.sourceName].filter((text) => text !== '')
  return (
    <div className={css['seriesBox']} draggable onDragStart={(event) => dragSeries(event, (pane) => void openSeries(series.id, { pane }).catch(told))}>
      <button
        type="button"
        className={css['series']}
        tabIndex={tabIndex}
        data-line
        onPointerEnter={() => prefetch.facts(series.id)}
        onPointerDown={() => prefetch.firstFrame(series.id)}
        data-open={open}
        data-testid={testIds.seriesItem}
        data-series={series.id}
        aria-current={open ? 'true' : undefined}
        title={details.join(' · ')}
        onClick={(event) => {
          leaveToImage(event)
          void openSeries(series.id).catch(told)
        }}
      >
        <span className={css['thumbnail']}>
          <Thumbnail seriesId={series.id} />
          <span className={css['frames']}>{single ? t('browser.images', { count: frames }) : t('browser.frames', { count: frames })}</span>
          <span className={css['progress']}>
            {reviewed.map((status) => (
              <i key={status} style={{ '--tone': statusColour(status), width: `${(series.reviewed[status] / frames) * 100}%` } as React.CSSProperties} />
            ))}
          </span>
        </span>
        <span className={css['facts']}>
          <span className={css['title']}>
            <span className={css['modality']}>{series.modality}</span>
            <span className={css['ellipsis']}>{title}</span>
            {series.reviewed.returned > 0 && (
              <span className={css['returned']} title={t('browser.returned', { count: series.reviewed.returned })}>
                <IconFlag3Filled size={13} aria-label={t('browser.returned', { count: series.reviewed.returned })} />
              </span>
            )}
          </span>
          {named ? (
            <span className={css['whose']}>
              <span className={css['dim']}>{patientName(study.patientName, t('browser.noName'))}</span>
              {studyDate(study.studyDate)}
            </span>
          ) : (
            <span className={css['dim']}>{details[0]}</span>
          )}
          <span className={css['counts']}>
            {reviewed
              .filter((status) => series.reviewed[status] > 0)
              .map((status) => (
                <span key={status} className={css['count']} title={t('browser.framesOf', { status: t(`reviewStatus.${status}`), count: series.reviewed[status] })}>
                  <i style={{ '--tone': statusColour(status) } as React.CSSProperties} />
                  {series.reviewed[status]}
                </span>
              ))}
            {series.uncertainty !== null && <UncertaintyMark uncertainty={series.uncertainty} />}
          </span>
        </span>
      </button>
      <SeriesMenu seriesId={series.id} name={title} />
    </div>
  )
}
