import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '')
export const inRoot = (...parts) => path.join(root, ...parts)

/** One plain sentence that ends a script, without a stack. */
export class StepError extends Error {}

/** Hash over names, sizes and times of all files below the given folders and files: changes whenever one is edited. */
export function fingerprint(places) {
  const hash = createHash('sha256')
  for (const place of places) addTo(hash, inRoot(place))
  return hash.digest('hex')
}

function addTo(hash, place) {
  const status = statSync(place, { throwIfNoEntry: false })
  if (!status) return
  if (!status.isDirectory()) {
    hash.update(`${place}:${status.size}:${status.mtimeMs}\n`)
    return
  }
  for (const name of readdirSync(place).sort()) addTo(hash, path.join(place, name))
}

export function readTextIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
    throw error
  }
}

/** Runs a script's main function: a known cause is printed as its sentence, a full disk by name; anything else with its stack. */
export async function runScript(main) {
  try {
    const code = await main()
    if (typeof code === 'number') process.exitCode = code
  } catch (error) {
    process.exitCode = 1
    if (error instanceof StepError) console.error(error.message)
    else if (error?.code === 'ENOSPC') console.error(`The disk is full: ${error.path ?? 'a file'} could not be written.`)
    else if (error?.code === 'EACCES' || error?.code === 'EROFS') console.error(`${error.path ?? 'A file'} may not be written: ${error.message}.`)
    else console.error(error)
  }
}
