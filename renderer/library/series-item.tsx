import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Series } from '../../electron/ipc/contract/index'
import { resourceUrl } from '../../electron/ipc/resource-url'
import { openInstance } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { angulation } from './angles'
import { dragSeries } from './series-drag'
import { SeriesMenu } from './series-menu'
import css from './study-browser.module.css'

const reviewed = ['predicted', 'corrected', 'approved', 'returned'] as const

/** One series with its picture, angles, frames and how far its review has come. */
export function SeriesItem({ series, open }: { series: Series; open: boolean }) {
  const { t } = useTranslation()
  const first = series.instances[0]
  const frames = series.instances.reduce((sum, instance) => sum + instance.frames, 0)
  const single = series.instances.every((instance) => instance.frames === 1)
  const angles = first === undefined ? null : angulation(first.primaryAngle, first.secondaryAngle)
  const title = angles ?? (series.description || t('browser.series', { number: series.seriesNumber ?? series.id }))
  const second = [angles === null ? null : series.description, first?.sourceName].find((text) => text !== null && text !== undefined && text !== '')
  return (
    <div className={css['seriesBox']}>
      <button
        type="button"
        className={css['series']}
        data-open={open}
        data-testid={testIds.seriesItem}
        data-series={series.id}
        aria-current={open ? 'true' : undefined}
        draggable={first !== undefined}
        onDragStart={(event) => first && dragSeries(event, (pane) => openInstance(first, series.instances, pane))}
        onClick={() => first && openInstance(first, series.instances)}
      >
        <span className={css['thumbnail']}>
          <Thumbnail seriesId={series.id} />
          <span className={css['frames']}>{single ? t('browser.images', { count: frames }) : t('browser.frames', { count: frames })}</span>
        </span>
        <span className={css['facts']}>
          <span className={css['title']}>
            <span className={css['modality']}>{series.modality}</span>
            {title}
          </span>
          <span className={css['dim']}>{second}</span>
          <span className={css['counts']}>
            {reviewed
              .filter((status) => series.reviewed[status] > 0)
              .map((status) => (
                <span key={status} className={css['count']} title={t(`reviewStatus.${status}`)}>
                  <i style={{ '--tone': `var(--lv-${status})` } as React.CSSProperties} />
                  {series.reviewed[status]}
                </span>
              ))}
          </span>
        </span>
      </button>
      <SeriesMenu series={series} name={title} />
    </div>
  )
}

/** A series without a thumbnail (no frame could be decoded) shows an empty picture. */
function Thumbnail({ seriesId }: { seriesId: number }) {
  const [failed, setFailed] = useState(false)
  if (failed) return null
  return <img src={resourceUrl.thumbnail(seriesId)} alt="" draggable={false} onError={() => setFailed(true)} />
}
