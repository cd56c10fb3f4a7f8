import { t } from 'i18next'
import { millimetresOf } from './length'
import type { CalibrationSource, Length } from './length'

/** A length with its unit; millimetres with what makes them so. */
export function lengthText(length: Length): string {
  const { unit } = length
  if (unit === 'px') return t('measure.pixels', { value: lengthNumber(length) })
  if (unit === 'mm-at-detector') return t('measure.atDetector', { value: lengthNumber(length) })
  return t('measure.millimetres', { value: lengthNumber(length), source: sourceText(length.source) })
}

/** A length with its unit alone, for narrow places; `basisText` stands beside it. */
export function shortLengthText(length: Length): string {
  return length.unit === 'px' ? lengthText(length) : t('measure.millimetresAlone', { value: lengthNumber(length) })
}

/** The number alone, with as many decimals as the unit deserves. */
export function lengthNumber({ unit, value }: Length): string {
  return value.toFixed(unit === 'mm-calibrated' && value < 10 ? 2 : 1)
}

/** What makes a length millimetres; nothing when it is in pixels. */
export function basisText(length: Length): string | undefined {
  if (length.unit === 'px') return undefined
  return length.unit === 'mm-at-detector' ? t('measure.source.detector') : sourceText(length.source)
}

/** `catheter 6F = 2.00 mm`. */
export function sourceText(source: CalibrationSource): string {
  if (source.kind === 'dicom') return t('measure.source.dicom', { name: source.name })
  const millimetres = millimetresOf(source).toFixed(2)
  return source.kind === 'catheter' ? t('measure.source.catheter', { french: source.french, millimetres }) : t('measure.source.length', { millimetres })
}

export function angleText(degrees: number): string {
  return `${degrees.toFixed(1)}°`
}
