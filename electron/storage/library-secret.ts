import { randomBytes } from 'node:crypto'
import type { Database } from './database'
import { readLibraryValue, writeLibraryValue } from './library-values'

const secretKey = 'deidentify-secret'

/** The secret that replacements of names and UIDs of this library rest on; made when it is first needed, and never written into any export. */
export function librarySecret(database: Database): string {
  let secret = readLibraryValue(database, secretKey)
  if (secret === null) {
    secret = randomBytes(32).toString('hex')
    writeLibraryValue(database, secretKey, secret)
  }
  return secret
}
