import type { ImageHeader } from '../image-header'
import type { DataSet } from './data-set'
import { tags } from './tags'
import { UidReader } from './uid-reader'

export type Identity = Pick<
  ImageHeader,
  | 'patientName' | 'patientId' | 'studyInstanceUid' | 'studyDate' | 'studyDescription' | 'seriesInstanceUid' | 'seriesNumber' | 'seriesDescription' | 'modality'
  | 'sopInstanceUid' | 'sopClassUid' | 'instanceNumber'
>

/** Whose image it is, and where it belongs. UIDs that are missing or invalid are derived; `warnings` says so. */
export function readIdentity(dataSet: DataSet, warnings: string[]): Identity {
  const patientName = alphabeticName(dataSet.text(tags.PatientName))
  const patientId = dataSet.text(tags.PatientID)
  const studyDate = date(dataSet.code(tags.StudyDate))
  const studyDescription = dataSet.text(tags.StudyDescription)
  const seriesNumber = dataSet.integer(tags.SeriesNumber)
  const seriesDescription = dataSet.text(tags.SeriesDescription)
  const modality = dataSet.code(tags.Modality) ?? 'OT'
  const uids = new UidReader(dataSet, warnings)
  const studyInstanceUid = uids.read(tags.StudyInstanceUID, 'StudyInstanceUID', () => [patientId, patientName, studyDate ?? '', studyDescription])
  const seriesInstanceUid = uids.read(tags.SeriesInstanceUID, 'SeriesInstanceUID', () => [studyInstanceUid, modality, String(seriesNumber), seriesDescription])
  const sopInstanceUid = uids.read(tags.SOPInstanceUID, 'SOPInstanceUID', () => [...dataSet.elements.keys()].map((tag) => dataSet.bytes(tag) ?? ''))
  return {
    patientName,
    patientId,
    studyInstanceUid,
    studyDate,
    studyDescription,
    seriesInstanceUid,
    seriesNumber,
    seriesDescription,
    modality,
    sopInstanceUid,
    sopClassUid: dataSet.code(tags.SOPClassUID) ?? '',
    instanceNumber: dataSet.integer(tags.InstanceNumber),
  }
}

/** The first group of a person's name that is not empty; its components stay separated by carets, as DICOM writes them. */
function alphabeticName(name: string): string {
  return name.split('=').find((group) => group.trim() !== '')?.replace(/[\^\s]+$/, '') ?? ''
}

function date(value: string | null): string | null {
  const match = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(value ?? '')
  if (!match) return null
  const text = `${match[1]}-${match[2]}-${match[3]}`
  const parsed = new Date(`${text}T00:00:00Z`)
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== text ? null : text
}
