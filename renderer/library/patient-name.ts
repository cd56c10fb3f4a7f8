import { plainText } from '../../electron/ipc/plain-text'

/** DICOM's `FAMILY^Given^Middle^Prefix^Suffix` as people read it: `FAMILY, Given Middle`. Never empty. */
export function patientName(value: string, whenEmpty: string): string {
  // Only the alphabetic group.
  const clean = plainText(value.split('=')[0] ?? '').trim()
  const [family = '', given = '', middle = ''] = clean.split('^').map((part) => part.trim())
  const rest = [given, middle].filter((part) => part !== '').join(' ')
  const whole = [family, rest].filter((part) => part !== '').join(', ')
  return whole === '' ? whenEmpty : whole
}

/** DICOM's `YYYYMMDD` (or an ISO date) as `YYYY-MM-DD`; null when it is neither. */
export function studyDate(value: string | null): string | null {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(value ?? '')
  return match === null ? null : `${match[1]}-${match[2]}-${match[3]}`
}
