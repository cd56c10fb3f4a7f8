import { csvText } from '../../electron/ipc/csv-text'
import { resourceUrl } from '../../electron/ipc/resource-url'
import type { CsvValue } from '../../electron/ipc/csv-text'

/** How long the browser may take to begin reading what it saves. */
const readWithinMs = 60_000

/** Lets the browser save what is at an address, under this name. */
function saveFile(name: string, address: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
}

/** Lets the browser fetch a file that the services made for it. */
export function saveDownload({ id, name }: { id: string; name: string }): void {
  saveFile(name, resourceUrl.download(id))
}

/** Hands a table to the person as a file, its figures with six decimals at most. */
export function saveCsv(name: string, header: readonly string[], rows: readonly (readonly CsvValue[])[]): void {
  // With a byte order mark: spreadsheets take the names in it for UTF-8.
  const text = `\ufeff${csvText([header, ...rows.map((fields) => fields.map(rounded))])}`
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  saveFile(name, address)
  setTimeout(() => URL.revokeObjectURL(address), readWithinMs)
}

function rounded(value: CsvValue): CsvValue {
  return typeof value === 'number' ? Number(value.toFixed(6)) : value
}
