import type { DataSet } from './data-set'
import { stableUid } from './stable-uid'

/**
 * Reads UIDs. Anonymisers leave hashes in their place or nothing at all: an invalid value is mapped to a valid UID that is the
 * same in every file with that value, a missing one is derived from what identifies the object otherwise.
 */
export class UidReader {
  constructor(
    private readonly dataSet: DataSet,
    private readonly warnings: string[],
  ) {}

  read(tag: number, name: string, identity: () => (string | Uint8Array)[]): string {
    const value = this.dataSet.code(tag)
    if (value !== null && value.length <= 64 && /^(0|[1-9]\d*)(\.\d+)+$/.test(value)) return value
    this.warnings.push(value === null ? `The header has no ${name}; one was derived from the rest of the header.` : `The header's ${name} is not a valid UID; one was derived from it.`)
    return stableUid(name, ...(value === null ? identity() : [value]))
  }
}
