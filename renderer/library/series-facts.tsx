import { IconFlag3Filled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { SeriesRow } from '../../electron/ipc/contract/index'
import { UncertaintyMark } from '../review/uncertainty-mark'
import { statusColour } from '../viewer/status-colours'
import { patientName, studyDate } from './patient-name'
import { seriesDetails } from './series-title'
import css from './study-browser.module.css'
import { Thumbnail } from './thumbnail'

const reviewed = ['approved', 'corrected', 'predicted', 'returned'] as const

/** A series with its picture, angles, frames, how far its review has come and how sure the model was. */
export function SeriesFacts({ series, title, named }: { series: SeriesRow; title: string; named: boolean }) {
  const { t } = useTranslation()
  const { frames, images, study } = series
  const single = frames === images
  return (
    <>
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
          <span className={css['dim']}>{seriesDetails(series)[0]}</span>
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
    </>
  )
}
