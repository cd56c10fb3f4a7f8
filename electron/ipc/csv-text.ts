export type CsvValue = string | number | null

/**
 * Lines of comma-separated values, each record on one line whatever its texts hold. A text that a spreadsheet would take for a formula is
 * led by an apostrophe, because names come from imported files.
 */
export function csvText(lines: readonly (readonly CsvValue[])[]): string {
  return lines.map((fields) => `${fields.map(csvField).join(',')}\n`).join('')
}

function csvField(value: CsvValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = value.replaceAll(/[\r\n\u2028\u2029]+/g, ' ')
  const harmless = /^[=+\-@\t]/.test(text) ? `'${text}` : text
  return /[",]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
