import { useTranslation } from 'react-i18next'
import { angulation } from '../../electron/ipc/angulation'
import type { SeriesRow } from '../../electron/ipc/contract/index'

const anglesOf = ({ primaryAngle, secondaryAngle }: SeriesRow): string | null => angulation(primaryAngle, secondaryAngle)

/** What a series is called: by its angles, else by its description or number. */
export function useSeriesTitle(): (series: SeriesRow) => string {
  const { t } = useTranslation()
  return (series) => anglesOf(series) ?? (series.description || t('browser.series', { number: series.seriesNumber ?? series.id }))
}

/** What else there is to say of it. */
export function seriesDetails(series: SeriesRow): string[] {
  return [anglesOf(series) === null ? '' : series.description, series.sourceName].filter((text) => text !== '')
}
