import { t } from 'i18next'
import type { CsvValue } from '../../electron/ipc/csv-text'
import type { ReadPair } from '../../electron/ipc/contract/index'
import { borderDistance, millimetreCells, millimetreColumns } from '../comparison/figure-text'
import { scaleOf } from '../measure/length'
import type { Scale } from '../measure/length'
import { sourceText } from '../measure/length-text'

/** The scale of the image that two people have read. */
export function scaleOfPair(pair: ReadPair, atDetector: boolean): Scale {
  return scaleOf(pair, pair.calibration, atDetector)
}

/** `mean ± standard deviation` of the border distances in millimetres of one kind, and by what; null unless all of them have that unit. */
export function meanInMillimetres(pairs: readonly ReadPair[], atDetector: boolean): { value: string; source: string } | null {
  const lengths = pairs.flatMap((pair) => borderDistance(pair.figures.hausdorff95, scaleOfPair(pair, atDetector)) ?? [])
  const unit = lengths[0]?.unit ?? 'px'
  if (unit === 'px' || lengths.some((length) => length.unit !== unit)) return null
  const mean = lengths.reduce((sum, length) => sum + length.value, 0) / lengths.length
  const deviation = lengths.length < 2 ? null : Math.sqrt(lengths.reduce((sum, length) => sum + (length.value - mean) ** 2, 0) / (lengths.length - 1))
  const value = spreadText(mean, deviation, 2)
  if (unit === 'mm-at-detector') return { value: t('measure.atDetector', { value }), source: '' }
  const sources = new Set(lengths.flatMap((length) => (length.unit === 'mm-calibrated' ? sourceText(length.source) : [])))
  return { value: `${value} mm`, source: sources.size === 1 ? [...sources][0]! : t('agreement.severalCalibrations') }
}

/** Every pair of readings, with pixels and, where something is known of their size, millimetres. */
export function agreementTable(pairs: readonly ReadPair[], atDetector: boolean): { header: string[]; rows: CsvValue[][] } {
  const header = [
    'patient', 'image', 'frame', 'first_reader', 'second_reader', 'first_version', 'second_version', 'dice', 'cl_dice', 'hausdorff_95_px', 'betti_0_error', 'first_area_px', 'second_area_px', 'mean_area_px', 'area_difference_px',
    ...millimetreColumns,
  ]
  const rows = pairs.map((pair) => {
    const { patientId, sourceName, frame, first, second, figures } = pair
    const areas = [figures.agreement + figures.onlyA, figures.agreement + figures.onlyB] as const
    return [
      patientId, sourceName, frame + 1, first.reader, second.reader, first.version, second.version, figures.dice, figures.clDice, figures.hausdorff95, figures.bettiZeroError,
      ...areas, (areas[0] + areas[1]) / 2, areas[0] - areas[1],
      ...millimetreCells(figures.hausdorff95, scaleOfPair(pair, atDetector)),
    ]
  })
  return { header, rows }
}

/** `mean ± standard deviation`, the latter where there is one. */
export function spreadText(mean: number, deviation: number | null, decimals: number): string {
  return deviation === null ? mean.toFixed(decimals) : `${mean.toFixed(decimals)} ± ${deviation.toFixed(decimals)}`
}
