import { data } from 'dcmjs'
import { limits } from '../limits'
import type { DataSet } from '../parse/data-set'
import { isPixelData, tagName, type Element, type WalkBudget } from '../parse/walk-data-set'
import { sequenceItems } from '../seg/sequence-items'
import { attributeAction } from './attribute-action'
import { cleanText } from './clean-text'
import { isDefinedTerm } from './coded-terms'
import type { DeidentifyOptions } from './deidentify-options'
import { element, sequence, textValue } from './element-bytes'
import type { Pseudonyms } from './pseudonyms'
import { dummyValue, isPlain, shifted } from './value-rules'

/** What one data set is cleaned by: the same for all of its levels. */
export interface Cleaning {
  readonly options: DeidentifyOptions
  readonly pseudonyms: Pseudonyms
  /** What the patient is called instead. */
  readonly patient: string
  readonly daysBack: number
  /** Words that are known to identify somebody, in lower case: a text with one of them is not kept, whatever attribute it is in. */
  readonly identifying: readonly string[]
  readonly budget: WalkBudget
}

const patientName = 0x00100010
const patientId = 0x00100020

/** An element as it goes into the cleaned file. */
export interface CleanElement {
  readonly tag: number
  readonly bytes: Uint8Array
}

/** The elements of a data set that stay, cleaned; the pixel data, which are not gone through here, are left out. */
export function cleanElements(dataSet: DataSet, cleaning: Cleaning): CleanElement[] {
  const kept: CleanElement[] = []
  for (const each of [...dataSet.elements.values()].sort((one, other) => one.tag - other.tag)) {
    // Group lengths would be wrong now, and are retired.
    if (isPixelData(each.tag) || each.tag % 0x10000 === 0) continue
    const bytes = cleanElement(dataSet, each, cleaning)
    if (bytes) kept.push({ tag: each.tag, bytes })
  }
  return kept
}

function cleanElement(dataSet: DataSet, found: Element, cleaning: Cleaning): Uint8Array | null {
  const { options, pseudonyms, patient } = cleaning
  const { encoding } = dataSet
  const known = dictionaryEntry(found.tag)
  const vr = known && agreedVr(known.vr, found.vr)
  const text = (value: string): Uint8Array => element(found.tag, vr!, textValue(value), encoding)
  if (vr && (found.tag === patientName || found.tag === patientId)) return text(patient)
  switch (attributeAction(found.tag, vr ?? null, options)) {
    case 'remove':
      return null
    case 'empty':
      return text('')
    case 'dummy': {
      const dummy = dummyValue(vr!)
      return typeof dummy === 'string' ? text(dummy) : element(found.tag, vr!, dummy, encoding)
    }
    case 'uid':
      return text(dataSet.codes(found.tag).map((uid) => (uid === '' ? '' : pseudonyms.uid(uid))).join('\\'))
    case 'shift':
      return text(dataSet.codes(found.tag).map((value) => shifted(value, vr!, cleaning.daysBack) ?? '').join('\\'))
    case 'clean':
      return text(isText(vr!) ? withoutIdentifying(cleanText(dataSet.text(found.tag)), cleaning) : '')
    case 'keep':
      return kept(dataSet, found, vr!, known!.vm, cleaning)
    case 'inside': {
      const items = sequenceItems(dataSet, found.tag, cleaning.budget).map((item) => cleanElements(item, cleaning))
      const filled = items.filter((elements) => elements.length > 0)
      // Items of codes and names are empty now; a sequence of nothing else goes.
      if (filled.length === 0) return null
      return sequence(found.tag, filled.map((elements) => Buffer.concat(elements.map(({ bytes }) => bytes))), encoding)
    }
  }
}

/** A value that stays as it is, or empty when it is not what it should be or names somebody. */
function kept(dataSet: DataSet, found: Element, vr: string, multiplicity: string, cleaning: Cleaning): Uint8Array {
  const nothing = element(found.tag, vr, new Uint8Array(0), dataSet.encoding)
  if (found.length > limits.valueBytes || !isPlain(dataSet, found, vr, multiplicity)) return nothing
  if (isText(vr) && withoutIdentifying(dataSet.text(found.tag), cleaning) === '') return nothing
  if (vr === 'CS' && dataSet.codes(found.tag).some((value) => !isDefinedTerm(value) || withoutIdentifying(value, cleaning) !== value)) return nothing
  return element(found.tag, vr, dataSet.bytes(found.tag) ?? new Uint8Array(0), dataSet.encoding)
}

function withoutIdentifying(text: string, { identifying }: Cleaning): string {
  const lower = text.toLowerCase()
  return identifying.some((word) => lower.includes(word)) ? '' : text
}

const isText = (vr: string): boolean => ['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT'].includes(vr)

interface DictionaryEntry {
  readonly vr: string
  readonly vm: string
}

/** The public dictionary's entry (dcmjs); null for what it does not know. */
export function dictionaryEntry(tag: number): DictionaryEntry | null {
  return data.DicomMetaDictionary.dictionary[tagName(tag)] ?? null
}

/** The value representation, when the file's agrees with the dictionary's; a file that says otherwise may hide something in it. */
function agreedVr(known: string, found: string | null): string | null {
  // Numbers whose sign, and data whose word length, depend on the image.
  if (known === 'xs') return found === 'SS' || found === 'US' ? found : found === null ? 'US' : null
  if (known === 'ox' || known === 'lt') return found === 'OB' || found === 'OW' || found === 'US' ? found : found === null ? 'OW' : null
  return found === null || found === known ? known : null
}

/** Words that identify somebody: all parts of names of persons, and the ids of the patient, on every level. */
export function identifyingWords(dataSet: DataSet, budget: WalkBudget): string[] {
  const words = new Set<string>()
  const visit = (level: DataSet): void => {
    for (const { tag, vr } of level.elements.values()) {
      const known = vr ?? dictionaryEntry(tag)?.vr
      if (known === 'SQ') for (const item of sequenceItems(level, tag, budget)) visit(item)
      else if (known === 'PN' || tag === patientId) for (const word of level.text(tag).split(/[\s^=\\,]+/)) if (word.length >= 3) words.add(word.toLowerCase())
    }
  }
  visit(dataSet)
  return [...words]
}
