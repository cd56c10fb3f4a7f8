import { isCleanText } from '../../dicom/deidentify/clean-text'
import type { Pseudonyms } from '../../dicom/deidentify/pseudonyms'
import { isKnownConcept } from '../../dicom/seg/concept-codes'
import type { SegmentAlgorithm } from '../../dicom/seg/segmentation'
import type { Author } from '../../ipc/contract/index'
import { correctedBy, modelOf } from './mask-provenance'

/** Words by which nets and models are called. People choose the names of models freely: every other word may be somebody's. */
const modelWords = new Set(
  `a attention automatic baseline compressed coronary distilled distillation demo efficient enet ensemble erfnet fanet fast final fsd asd kd large light lightvessel medium mobile
  model net nnunet on phantom phantoms pretrained published r1 real resnet residual run seed shipped slim small student synthetic teacher test tiny trained u unet v vessel vessels
  w with xa`.split(/\s+/),
)
const shortNumber = /^[vr]?\d{1,3}(\.\d{1,3})*$/
/** Ids of this program's models, and numbered versions of others. */
const plainVersion = /^([0-9a-f]{8,64}|v?\d{1,4}(\.\d{1,4}){0,3})$/i

/** A label's name where it is one of anatomy or of devices, else another one: people name labels freely. */
export function plainLabelName(name: string, otherwise: string): string {
  return isKnownConcept(name) || isCleanText(name) ? name : otherwise
}

/** How a mask was made, without what people may have named the model after. */
export function plainAlgorithm({ type, name, version }: SegmentAlgorithm): SegmentAlgorithm {
  return { type, name: name === null ? null : plainModelName(name), version: version === null ? null : plainModelVersion(version) }
}

/** An author with another name for the person in it, and a model's only where it names nobody. */
export function plainAuthor({ kind, name }: Author, pseudonyms: Pseudonyms): Author {
  const [model, person] = name.split(correctedBy)
  if (kind !== 'human' && person !== undefined) return { kind, name: `${plainSignature(model!)}${correctedBy}${pseudonyms.person(person)}` }
  // An imported mask of a model is signed by the model alone.
  const isModel = kind === 'model' || (kind === 'import' && plainVersion.test(modelOf(name).version ?? ''))
  return { kind, name: isModel ? plainSignature(name) : pseudonyms.person(name) }
}

function plainSignature(signature: string): string {
  const { name, version } = modelOf(signature)
  return version === null ? plainModelName(name!) : `${plainModelName(name!)} (${plainModelVersion(version)})`
}

function plainModelName(name: string): string {
  const words = name.toLowerCase().split(/[\s\-_,;:()]+/).filter((word) => word !== '')
  return words.every((word) => modelWords.has(word) || shortNumber.test(word)) ? name : 'model'
}

function plainModelVersion(version: string): string {
  return plainVersion.test(version) ? version : 'unknown'
}
