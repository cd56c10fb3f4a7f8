import { randomBytes } from 'node:crypto'
import type { ImageHeader } from '../../dicom/image-header'
import type { DeidentifyOptions } from '../../dicom/deidentify/deidentify-options'
import { Pseudonyms } from '../../dicom/deidentify/pseudonyms'
import type { Author } from '../../ipc/contract/index'
import type { Database } from '../../storage/database'
import { readLibraryValue, writeLibraryValue } from '../../storage/library-values'
import type { MaskSample } from '../../storage/mask-samples'
import type { ExchangeLibrary } from './exchange-library'
import type { FrameNotes } from './frame-notes'
import { withPerson } from './mask-provenance'

const secretKey = 'deidentify-secret'

/** The secret that replacements of this library rest on; made when it is first needed, and never written into any export. */
export function deidentifySecret(database: Database): string {
  let secret = readLibraryValue(database, secretKey)
  if (secret === null) {
    secret = randomBytes(32).toString('hex')
    writeLibraryValue(database, secretKey, secret)
  }
  return secret
}

/** A library as it may be handed to others: patients, people and UIDs under other names, the same ones as in its de-identified images. */
export class DeidentifiedLibrary implements ExchangeLibrary {
  private readonly pseudonyms: Pseudonyms

  constructor(
    private readonly source: ExchangeLibrary,
    options: DeidentifyOptions,
  ) {
    this.pseudonyms = new Pseudonyms(options.secret)
  }

  get labels(): ExchangeLibrary['labels'] {
    return this.source.labels
  }

  get readFrame(): ExchangeLibrary['readFrame'] {
    return this.source.readFrame
  }

  get softwareVersion(): string {
    return this.source.softwareVersion
  }

  get userName(): string {
    return this.pseudonyms.person(this.source.userName)
  }

  image(instanceId: number): { header: ImageHeader; sourceName: string } {
    const { header } = this.source.image(instanceId)
    return { header: this.headerOf(header), sourceName: `image ${instanceId}` }
  }

  secondsOn(sample: MaskSample): number {
    return this.source.secondsOn(sample)
  }

  notesOf(sample: MaskSample): FrameNotes {
    const { algorithm, person, approval } = this.source.notesOf(sample)
    return { algorithm, person: this.personOf(person), approval: approval && { ...approval, approvedBy: this.pseudonyms.person(approval.approvedBy) } }
  }

  sampleOf(sample: MaskSample): MaskSample {
    const { header } = this.source.image(sample.instanceId)
    return {
      ...sample,
      patient: this.patientOf(header),
      sopInstanceUid: this.pseudonyms.uid(sample.sopInstanceUid),
      author: this.authorOf(sample.author),
      version: sample.version && { ...sample.version, approvedBy: this.pseudonyms.person(sample.version.approvedBy) },
    }
  }

  authorOf(author: Author): Author {
    return withPerson(author, (name) => this.pseudonyms.person(name))
  }

  private personOf(name: string | null): string | null {
    return name === null ? null : this.pseudonyms.person(name)
  }

  private patientOf({ patientId, patientName, studyInstanceUid }: ImageHeader): string {
    return this.pseudonyms.patient(patientId || patientName || studyInstanceUid)
  }

  private headerOf(header: ImageHeader): ImageHeader {
    const patient = this.patientOf(header)
    return {
      ...header,
      patientName: patient,
      patientId: patient,
      studyDate: null,
      studyDescription: '',
      seriesDescription: '',
      studyInstanceUid: this.pseudonyms.uid(header.studyInstanceUid),
      seriesInstanceUid: this.pseudonyms.uid(header.seriesInstanceUid),
      sopInstanceUid: this.pseudonyms.uid(header.sopInstanceUid),
    }
  }
}
