import type { ImageHeader } from './image-header'

/** What stands in place of a name or an id that was taken out: it tells no patient from another. */
const placeholder = /^(anon|anonymous|anonymi[sz]ed|de-?identified|no ?name|none|removed|unknown)$/

/** The parts of a header by which images belong to one patient. */
export type PatientFields = Pick<ImageHeader, 'patientId' | 'patientName' | 'studyInstanceUid'>

/**
 * What makes images those of one patient: the same id, else the same name, else the same study. The only such rule: pseudonyms in every
 * kind of export rest on it, and with them the split by patient.
 */
export function patientIdentity({ patientId, patientName, studyInstanceUid }: PatientFields): string {
  const name = patientName.toLowerCase().replaceAll(/[\s^]+/g, ' ').trim()
  if (says(patientId)) return `id ${patientId.trim()}`
  return says(name) ? `name ${name}` : `study ${studyInstanceUid}`
}

function says(value: string): boolean {
  const plain = value.trim().toLowerCase()
  return plain !== '' && !placeholder.test(plain)
}
