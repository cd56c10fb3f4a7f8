import type { ImageHeader } from '../../dicom/image-header'
import type { DeidentifyOptions } from '../../dicom/deidentify/deidentify-options'
import { Pseudonyms } from '../../dicom/deidentify/pseudonyms'
import type { MaskSample } from '../../storage/mask-samples'
import type { ExchangeLibrary } from './exchange-library'
import type { FrameNotes } from './frame-notes'
import { plainAlgorithm, plainAuthor, plainLabelName } from './plain-names'

/** A library as it may be handed to others: patients, people and UIDs under other names, the same ones as in its de-identified images. */
export class DeidentifiedLibrary implements ExchangeLibrary {
  private readonly pseudonyms: Pseudonyms

  constructor(
    private readonly source: ExchangeLibrary,
    options: DeidentifyOptions,
  ) {
    this.pseudonyms = new Pseudonyms(options.secret)
  }

  readonly labels: ExchangeLibrary['labels'] = {
    lookOf: (value) => {
      const { name, colour } = this.source.labels.lookOf(value)
      return { name: plainLabelName(name, `label ${value}`), colour }
    },
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
    return { algorithm: plainAlgorithm(algorithm), person: this.personOf(person), approval: approval && { ...approval, approvedBy: this.pseudonyms.person(approval.approvedBy) } }
  }

  sampleOf(sample: MaskSample): MaskSample {
    const { header } = this.source.image(sample.instanceId)
    return {
      ...sample,
      patient: this.pseudonyms.patient(header),
      sopInstanceUid: this.pseudonyms.uid(sample.sopInstanceUid),
      author: plainAuthor(sample.author, this.pseudonyms),
      version: sample.version && { ...sample.version, approvedBy: this.pseudonyms.person(sample.version.approvedBy) },
    }
  }

  private personOf(name: string | null): string | null {
    return name === null ? null : this.pseudonyms.person(name)
  }

  private headerOf(header: ImageHeader): ImageHeader {
    const patient = this.pseudonyms.patient(header)
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
