import type { DataSet } from '../parse/data-set'
import type { Element } from '../parse/walk-data-set'

/** Bytes of one number. */
const numberBytes: Readonly<Record<string, number>> = { AT: 4, FD: 8, FL: 4, SL: 4, SS: 2, SV: 8, UL: 4, US: 2, UV: 8 }
const patterns: Readonly<Record<string, RegExp>> = {
  AS: /^\d{3}[DWMY]$/,
  CS: /^[A-Z0-9 _]{0,16}$/,
  DS: /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/,
  IS: /^[+-]?\d{1,12}$/,
}

/** Whether a value is nothing but what its representation allows, so that nobody has hidden text in it. */
export function isPlain(dataSet: DataSet, { tag, length }: Element, vr: string, multiplicity: string): boolean {
  const size = numberBytes[vr]
  if (size !== undefined) return length % size === 0 && (!/^\d+$/.test(multiplicity) || length <= size * Number(multiplicity))
  const pattern = patterns[vr]
  return !pattern || dataSet.codes(tag).every((value) => value === '' || pattern.test(value))
}

/** A valid value that says nothing. */
export function dummyValue(vr: string): string | Uint8Array {
  switch (vr) {
    case 'DA':
      return '19000101'
    case 'TM':
      return '000000'
    case 'DT':
      return '19000101000000'
    case 'AS':
      return '000Y'
    case 'DS':
    case 'IS':
      return '0'
    case 'PN':
      return 'ANONYMOUS'
    case 'OB':
    case 'UN':
      return new Uint8Array(2)
    default:
      return numberBytes[vr] === undefined ? 'REMOVED' : new Uint8Array(numberBytes[vr])
  }
}

/** The value with its date moved into the past, times of day as they are; null when it holds no date that can be moved. */
export function shifted(value: string, vr: string, daysBack: number): string | null {
  if (vr === 'TM') return /^\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?$/.test(value) ? value : null
  const match = /^(\d{4})(\d{2})(\d{2})(\d{0,6}(?:\.\d{1,6})?)([+-]\d{4})?$/.exec(value)
  if (!match || (vr === 'DA' && value.length !== 8) || (vr !== 'DA' && vr !== 'DT')) return null
  const [, year, month, day, time, zone] = match
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) - daysBack))
  if (Number.isNaN(date.getTime())) return null
  return `${date.toISOString().slice(0, 10).replaceAll('-', '')}${time}${zone ?? ''}`
}
