import { createHmac } from 'node:crypto'
import { uidFromHash } from '../parse/stable-uid'
import { patientIdentity, type PatientFields } from '../patient-identity'

/** Root of the UIDs that the standard itself assigns: classes and transfer syntaxes, which identify nobody. */
const standardRoot = '1.2.840.10008.'
const mostDays = 3650

/** Replacements that are the same in every file of a library and cannot be computed without its secret. */
export class Pseudonyms {
  constructor(private readonly secret: string) {}

  uid(original: string): string {
    return original.startsWith(standardRoot) ? original : uidFromHash(this.hash('uid', original))
  }

  /** For a patient's name and id: the same for all images that `patientIdentity` takes for one patient's. */
  patient(patient: PatientFields): string {
    return `patient-${this.hash('patient', patientIdentity(patient)).toString('hex').slice(0, 12)}`
  }

  /** For somebody who drew, corrected or approved. */
  person(name: string): string {
    return `person-${this.hash('person', name).toString('hex').slice(0, 8)}`
  }

  /** For a label whose name may be somebody's: the same wherever that name comes from. */
  label(name: string): string {
    return `label-${this.hash('label', name).toString('hex').slice(0, 8)}`
  }

  /** Days by which this patient's dates are moved into the past: 1 to 3650. */
  daysBack(patient: PatientFields): number {
    return 1 + (this.hash('days', patientIdentity(patient)).readUInt32BE(0) % mostDays)
  }

  private hash(purpose: string, text: string): Buffer {
    return createHmac('sha256', this.secret).update(`${purpose} ${text}`).digest()
  }
}
