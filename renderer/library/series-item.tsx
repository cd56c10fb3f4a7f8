import { useTranslation } from 'react-i18next'
import type { SeriesRow } from '../../electron/ipc/contract/index'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { testIds } from '../test-ids'
import { leaveToImage } from './leave-to-image'
import { dragSeries } from './series-drag'
import { SeriesFacts } from './series-facts'
import { useOpenSeries, usePrefetchSeries } from './series-list'
import { SeriesMenu } from './series-menu'
import { seriesDetails, useSeriesTitle } from './series-title'
import css from './study-browser.module.css'

const told = (error: unknown): void => notify('error', messageOf(error))

interface SeriesItemProps {
  readonly seriesId: number
  /** Not known before it was asked for, a moment after the line came into sight. */
  readonly series: SeriesRow | undefined
  /** It says whose series it is. */
  readonly named: boolean
  readonly open: boolean
  readonly tabIndex: 0 | -1
}

/** One series. The line can be walked to and opened before anything is known of it, and keeps the focus when it is. */
export function SeriesItem({ seriesId, series, named, open, tabIndex }: SeriesItemProps) {
  const { t } = useTranslation()
  const openSeries = useOpenSeries()
  const prefetch = usePrefetchSeries()
  const titleOf = useSeriesTitle()
  return (
    <div className={css['seriesBox']} draggable onDragStart={(event) => dragSeries(event, (pane) => void openSeries(seriesId, { pane }).catch(told))}>
      <button
        type="button"
        className={css['series']}
        tabIndex={tabIndex}
        data-line
        onPointerEnter={() => prefetch.facts(seriesId)}
        onPointerDown={() => prefetch.firstFrame(seriesId)}
        data-open={open}
        data-testid={testIds.seriesItem}
        data-series={seriesId}
        aria-current={open ? 'true' : undefined}
        aria-label={series === undefined ? t('browser.seriesLoading') : undefined}
        title={series === undefined ? undefined : seriesDetails(series).join(' · ')}
        onClick={(event) => {
          leaveToImage(event)
          void openSeries(seriesId).catch(told)
        }}
      >
        {series === undefined ? <span className={css['unknown']} /> : <SeriesFacts series={series} title={titleOf(series)} named={named} />}
      </button>
      {series !== undefined && <SeriesMenu seriesId={seriesId} name={titleOf(series)} />}
    </div>
  )
}
