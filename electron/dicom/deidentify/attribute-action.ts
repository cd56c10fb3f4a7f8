import { confidentialityProfile, type BasicCode } from './confidentiality-profile'
import type { DeidentifyOptions } from './deidentify-options'

/** What becomes of one attribute. `inside`: its items are gone through. `keep` is for values that cannot hold free text, or that were chosen to be kept. */
export type AttributeAction = 'remove' | 'empty' | 'dummy' | 'uid' | 'keep' | 'shift' | 'clean' | 'inside'

/** Value representations that hold numbers, tags or defined terms and no free text. */
const closed = new Set(['AT', 'CS', 'DS', 'FD', 'FL', 'IS', 'SL', 'SS', 'SV', 'UL', 'US', 'UV'])

const text = new Set(['LO', 'LT', 'SH', 'ST', 'UC', 'UT'])

/** Groups that describe how an image was made and is stored. */
const technical = new Set([0x0018, 0x0020, 0x0028, 0x5200])

/** Attributes of the identifying group 0008 that say what kind of image it is. */
const kindOfImage = new Set([
  0x00080005, 0x00080008, 0x00080016, 0x00080060, 0x00080064, 0x00080068, 0x00081150, 0x00081160, 0x00082142, 0x00082143, 0x00082144,
  0x00089007, 0x00089124, 0x00089205, 0x00089206, 0x00089207, 0x00089459,
])

/** Names of products and kinds of tables, which displaying the image may need. */
const productText = new Set([0x00080070, 0x00081090, 0x00181020, 0x00281054, 0x00283004, 0x00209056])

/** Palettes and lookup tables. */
const tables = new Set([0x00281101, 0x00281102, 0x00281103, 0x00281201, 0x00281202, 0x00281203, 0x00281221, 0x00281222, 0x00281223, 0x00283002, 0x00283006])

/**
 * The action for an attribute by its tag and its value representation (null: not in the public dictionary). What the table does not
 * name is kept only when it is known, technical and unable to hold free text: whatever else it is, it goes.
 */
export function attributeAction(tag: number, vr: string | null, options: DeidentifyOptions): AttributeAction {
  const group = Math.floor(tag / 0x10000)
  if (group % 2 === 1 || vr === null) return 'remove'
  const rule = confidentialityProfile.get(tag)
  if (!rule) return unlisted(tag, group, vr)
  if (options.keepModifiedDates && rule.modifiedDates) return 'shift'
  if (options.cleanDescriptors && rule.descriptors && vr !== 'SQ') return 'clean'
  if (options.keepPatientCharacteristics && rule.patient && vr !== 'SQ') return rule.patient === 'K' ? 'keep' : 'clean'
  if (options.keepDeviceIdentity && rule.device === 'K' && vr !== 'SQ') return vr === 'UI' ? 'uid' : 'keep'
  return basicAction(rule.basic, vr)
}

function unlisted(tag: number, group: number, vr: string): AttributeAction {
  if (productText.has(tag) || tables.has(tag)) return 'keep'
  if (!technical.has(group) && !kindOfImage.has(tag)) return 'remove'
  if (vr === 'SQ') return 'inside'
  if (vr === 'UI') return 'uid'
  if (closed.has(vr)) return 'keep'
  // Some objects must have it, if only without a value.
  return text.has(vr) ? 'empty' : 'remove'
}

/** Of the choices that the table leaves, the one that suits every kind of object. A sequence has no dummy value. */
function basicAction(code: BasicCode, vr: string): AttributeAction {
  if (code === 'X/Z/U*') return vr === 'SQ' ? 'inside' : 'remove'
  if (code === 'U') return vr === 'UI' ? 'uid' : 'remove'
  if (code.includes('D')) return vr === 'SQ' ? 'remove' : 'dummy'
  if (code.includes('Z')) return 'empty'
  return 'remove'
}
