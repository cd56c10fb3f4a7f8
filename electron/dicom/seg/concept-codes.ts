/** A concept of a coding scheme (PS3.3 8.8). */
export interface Code {
  readonly value: string
  readonly scheme: string
  readonly meaning: string
}

/** What a segment is of: its category (PS3.16 CID 7150) and what it is exactly. */
export interface SegmentConcept {
  readonly category: Code
  readonly type: Code
}

const sct = (value: string, meaning: string): Code => ({ value, scheme: 'SCT', meaning })

const anatomy = sct('91723000', 'Anatomical Structure')
const object = sct('260787004', 'Physical object')
const abnormality = sct('49755003', 'Morphologically Abnormal Structure')
const tissue = sct('85756007', 'Tissue')

/** What a concept is to the student: a vessel that it is to find, as the shipped scheme has it, or something else in the picture. */
type LabelRole = 'vessel' | 'other'

const concepts: readonly (readonly [role: LabelRole, category: Code, value: string, meaning: string, names: readonly string[]])[] = [
  ['vessel', anatomy, '41801008', 'Coronary artery', ['vessel', 'vessels', 'coronary', 'coronary artery', 'artery']],
  ['vessel', anatomy, '3227004', 'Left Main Coronary Artery', ['lm', 'lmca', 'left main', 'left main coronary artery', 'main stem']],
  ['vessel', anatomy, '50018008', 'Left Coronary Artery', ['lca', 'left coronary artery']],
  ['vessel', anatomy, '59438005', 'Left Anterior Descending Coronary Artery', ['lad', 'left anterior descending']],
  ['vessel', anatomy, '68787002', 'Proximal Left Anterior Descending Coronary Artery', ['plad', 'lad proximal', 'proximal lad']],
  ['vessel', anatomy, '91748002', 'Mid Left Anterior Descending Coronary Artery', ['mlad', 'lad mid', 'mid lad']],
  ['vessel', anatomy, '36672000', 'Distal Left Anterior Descending Coronary Artery', ['dlad', 'lad distal', 'distal lad']],
  ['vessel', anatomy, '91750005', '1st Diagonal Coronary Artery', ['d1', 'diagonal', 'diagonal 1', 'first diagonal', 'lad branch']],
  ['vessel', anatomy, '91751009', '2nd Diagonal Coronary Artery', ['d2', 'diagonal 2', 'second diagonal']],
  ['vessel', anatomy, '91752002', '3rd diagonal Coronary Artery', ['d3', 'diagonal 3', 'third diagonal']],
  ['vessel', anatomy, '244251006', '1st Septal Coronary Artery', ['s1', 'septal', 'septal branch', 'first septal']],
  ['vessel', anatomy, '57396003', 'Circumflex Coronary Artery', ['lcx', 'cx', 'circumflex', 'left circumflex']],
  ['vessel', anatomy, '52433000', 'Proximal Circumflex Coronary Artery', ['plcx', 'lcx proximal', 'proximal lcx']],
  ['vessel', anatomy, '91753007', 'Mid Circumflex Coronary Artery', ['mlcx', 'lcx mid', 'mid lcx']],
  ['vessel', anatomy, '6511003', 'Distal Circumflex Coronary Artery', ['dlcx', 'lcx distal', 'distal lcx']],
  ['vessel', anatomy, '91754001', '1st Marginal Coronary Artery', ['om', 'om1', 'obtuse marginal', 'marginal 1', 'lcx branch']],
  ['vessel', anatomy, '91755000', '2nd Marginal Coronary Artery', ['om2', 'marginal 2']],
  ['vessel', anatomy, '91756004', '3rd Marginal Coronary Artery', ['om3', 'marginal 3']],
  ['vessel', anatomy, '57823005', 'Left Posterolateral Circumflex Coronary Artery', ['lplb', 'left posterolateral']],
  ['vessel', anatomy, '13647002', 'Right Coronary Artery', ['rca', 'right coronary artery']],
  ['vessel', anatomy, '91083009', 'Proximal Right Coronary Artery', ['prca', 'rca proximal', 'proximal rca']],
  ['vessel', anatomy, '450960006', 'Mid Right Coronary Artery', ['mrca', 'rca mid', 'mid rca']],
  ['vessel', anatomy, '41879009', 'Distal Right Coronary Artery', ['drca', 'rca distal', 'distal rca']],
  ['vessel', anatomy, '53655008', 'Posterior Descending Right Coronary Artery', ['pda', 'rpd', 'posterior descending', 'rca branch']],
  ['vessel', anatomy, '17269004', 'Posterolateral branch of right Coronary Artery', ['plv', 'plb', 'rpl', 'posterolateral', 'right posterolateral']],
  ['vessel', anatomy, '22765000', 'Marginal Coronary Artery', ['am', 'acute marginal', 'marginal']],
  ['vessel', anatomy, '244252004', 'Intermediate Artery (Ramus)', ['ri', 'intermediate', 'ramus', 'ramus intermedius', 'intermediate artery']],
  ['vessel', anatomy, '264293000', 'Coronary artery graft', ['graft', 'bypass', 'bypass graft']],
  ['other', anatomy, '15825003', 'Aorta', ['aorta']],
  ['other', object, '19923001', 'Catheter', ['catheter']],
  ['other', object, '102317008', 'Guiding catheter', ['guiding catheter', 'guide catheter']],
  ['other', object, '272224001', 'Guide Wire', ['wire', 'guide wire', 'guidewire']],
  ['other', object, '65818007', 'Stent', ['stent']],
  ['vessel', abnormality, '415582006', 'stenosis', ['stenosis', 'lesion']],
]

const byName = new Map(concepts.flatMap(([role, category, value, meaning, names]) => names.map((name) => [name, { role, category, type: sct(value, meaning) }] as const)))

/** What a label of this name is, in SNOMED CT (PS3.16 CID 3015, 3411, 7150 and others); a name that is not known is coded as tissue and no closer. */
export function conceptOf(name: string): SegmentConcept {
  const { category, type } = byName.get(plainName(name)) ?? { category: tissue, type: tissue }
  return { category, type }
}

/** Whether a name is one of anatomy or of a device, whose meaning is coded. */
export function isKnownConcept(name: string): boolean {
  return byName.has(plainName(name))
}

/** Whether two codes are the same concept. Tissue says too little to tell two labels apart. */
export function isSameConcept(one: Code | null, other: Code | null): boolean {
  return one !== null && other !== null && one.value === other.value && schemeOf(one) === schemeOf(other) && one.value !== tissue.value
}

/** Whether a label is a vessel by the role that its concept has, which is known by its name or else by its code. A stenosis is a part of one; the aorta is none that the student is to find. */
export function isVessel(name: string, code: Code | null): boolean {
  const known = byName.get(plainName(name)) ?? [...byName.values()].find(({ type }) => isSameConcept(type, code))
  return known?.role === 'vessel'
}

/** Names are compared without case and without what separates their words. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_\-./()]+/g, ' ').trim()
}

/** Older files name SNOMED CT by other designators, some with the same numbers. */
function schemeOf({ scheme }: Code): string {
  return ['SCT', '2.16.840.1.113883.6.96'].includes(scheme) ? 'SCT' : scheme
}
