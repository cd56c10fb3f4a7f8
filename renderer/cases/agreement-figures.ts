import { t } from 'i18next'
import type { CsvValue } from '../../electron/ipc/csv-text'
import type { ReadPair } from '../../electron/ipc/contract/index'
import { distanceIn, scaleOf } from '../measure/length'
import type { Length, Scale } from '../measure/length'
import { sourceText } from '../measure/length-text'

/** The scale of the image that two people have read. */
export function scaleOfPair(pair: ReadPair, atDetector: boolean): Scale {
  return scaleOf(pair, pair.calibration, atDetector)
}

/** How far the borders of the two readings are apart; null when one of them is empty. */
export function borderDistance(pair: ReadPair, atDetector: boolean): Length | null {
  const { hausdorff95 } = pair.figures
  return hausdorff95 === null ? null : distanceIn(scaleOfPair(pair, atDetector), hausdorff95)
}

/** `mean ± standard deviation` of the border distances in millimetres of one kind, and by what; null unless all of them have that unit. */
export function meanInMillimetres(pairs: readonly ReadPair[], atDetector: boolean): { value: string; source: string } | null {
  const lengths = pairs.flatMap((pair) => borderDistance(pair, atDetector) ?? [])
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
    'hausdorff_95_mm', 'calibration', 'hausdorff_95_mm_at_detector',
  ]
  const rows = pairs.map((pair) => {
    const { patientId, sourceName, frame, first, second, figures } = pair
    const areas = [figures.agreement + figures.onlyA, figures.agreement + figures.onlyB] as const
    const length = borderDistance(pair, atDetector)
    return [
      patientId, sourceName, frame + 1, first.reader, second.reader, first.version, second.version, figures.dice, figures.clDice, figures.hausdorff95, figures.bettiZeroError,
      ...areas, (areas[0] + areas[1]) / 2, areas[0] - areas[1],
      length?.unit === 'mm-calibrated' ? length.value : null, length?.unit === 'mm-calibrated' ? sourceText(length.source) : null, length?.unit === 'mm-at-detector' ? length.value : null,
    ]
  })
  return { header, rows }
}

/** `mean ± standard deviation`, the latter where there is one. */
export function spreadText(mean: number, deviation: number | null, decimals: number): string {
  return deviation === null ? mean.toFixed(decimals) : `${mean.toFixed(decimals)} ± ${deviation.toFixed(decimals)}`
}
