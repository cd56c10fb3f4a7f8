import { InvalidArgumentError, Option } from 'commander'
import type { DeidentifyOptions } from '../dicom/deidentify/deidentify-options'
import type { Database } from '../storage/database'
import { librarySecret } from '../storage/library-secret'

const parts = ['dates', 'descriptions', 'patient', 'devices'] as const
/** What de-identification may keep beyond the basic profile. */
export type KeptPart = (typeof parts)[number]

/** `--keep dates,descriptions`. */
export function keepOption(): Option {
  return new Option('--keep <parts>', `with --deidentify, what stays: ${parts.join(', ')} (dates are moved, descriptions cleaned), separated by commas`).argParser((text: string): KeptPart[] =>
    text.split(',').map((part) => {
      const known = parts.find((each) => each === part.trim())
      if (known === undefined) throw new InvalidArgumentError(`“${part}” is none of ${parts.join(', ')}.`)
      return known
    }),
  )
}

export function deidentifyOptions(database: Database, keep: readonly KeptPart[] = []): DeidentifyOptions {
  return {
    keepModifiedDates: keep.includes('dates'),
    cleanDescriptors: keep.includes('descriptions'),
    keepPatientCharacteristics: keep.includes('patient'),
    keepDeviceIdentity: keep.includes('devices'),
    secret: librarySecret(database),
  }
}
