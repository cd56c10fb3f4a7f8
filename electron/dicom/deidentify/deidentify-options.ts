/** What de-identification keeps beyond the basic profile, and by which secret it replaces. Plain data: it crosses threads. */
export interface DeidentifyOptions {
  /** Dates stay, moved by a number of days that is the same for all of a patient's files. */
  readonly keepModifiedDates: boolean
  /** Descriptions stay, with only those of their words that speak of angiography. */
  readonly cleanDescriptors: boolean
  /** Sex, age, size and weight stay. */
  readonly keepPatientCharacteristics: boolean
  /** Serial numbers and names of devices stay. */
  readonly keepDeviceIdentity: boolean
  /** Of the library: the same UID, patient or person gets the same replacement in every file, and nobody without it can tell which. */
  readonly secret: string
}

/** Codes of PS3.16 CID 7050 for what was done. */
export function methodCodes({ keepModifiedDates, cleanDescriptors, keepPatientCharacteristics, keepDeviceIdentity }: DeidentifyOptions): [value: string, meaning: string][] {
  const codes: [boolean, string, string][] = [
    [true, '113100', 'Basic Application Confidentiality Profile'],
    [cleanDescriptors, '113105', 'Clean Descriptors Option'],
    [keepModifiedDates, '113107', 'Retain Longitudinal Temporal Information Modified Dates Option'],
    [keepPatientCharacteristics, '113108', 'Retain Patient Characteristics Option'],
    [keepDeviceIdentity, '113109', 'Retain Device Identity Option'],
  ]
  return codes.filter(([done]) => done).map(([, value, meaning]) => [value, meaning])
}
