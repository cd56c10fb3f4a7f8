import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

export type Log = (line: string) => void

const maximumBytes = 5 * 1024 ** 2

/**
 * A log in `folder`/workstation.log; beyond 5 MB it is kept as workstation.old.log and begun again. Lines are written at
 * once, so that the last one before a crash is there. A log that cannot be written is reported on stderr, once.
 */
export function openLog(folder: string, echo = false): Log {
  const file = join(folder, 'workstation.log')
  let broken = false
  let size = 0
  const write = (text: string): void => {
    if (size === 0) {
      mkdirSync(folder, { recursive: true })
      size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
    }
    if (size > maximumBytes) {
      renameSync(file, join(folder, 'workstation.old.log'))
      size = 0
    }
    appendFileSync(file, text)
    size += Buffer.byteLength(text)
  }
  return (line) => {
    if (echo) console.error(line)
    try {
      write(`${new Date().toISOString()} ${line}\n`)
    } catch (error) {
      if (!broken) console.error(`the log ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
      broken = true
    }
  }
}
