/** Words of angiography that identify nobody. Everything else is taken for a name. */
const vocabulary = new Set(
  `acquisition ao aorta aortography ap angio angiogram angiographic angiography arteriography artery arteries balloon biplane body bolus bypass
  card cardiac cardio cath catheter catheterisation catheterization caudal cau cine circumflex contrast control coro coronary coronaries cra cranial ct cto cx
  d1 d2 d3 diagonal diagnostic diastole distal dominant dsa ecg exposure ffr final fluoro fluoroscopy fps frame frames graft guide heart image images imr injection
  intervention ivus kv lad lao lateral lca lcx left lima lm lmca lv lva low main marginal mid middle ms normal obtuse oct om om1 om2 om3 pa pci pda phantom plane plv post pre
  proximal ptca qca ra rao rca right rima rotational run rv saphenous scene segmentation selective series single spin stage stem stent study subtraction svg systole
  test tavi tavr vein ventriculography ventricle vessel view wire xa x-ray xray and after before by demo for in of on the to with`.split(/\s+/),
)

/** At most three digits: an angle, a frame rate, a number of a run; longer ones are dates, times or numbers of people. */
const shortNumber = /^[+-]?\d{1,3}([.,]\d{1,2})?°?$/

/** A description without any word that is not one of angiography. */
export function cleanText(text: string): string {
  const words = text.split(/[\s_/\\,;:()[\]{}"'=^*#|]+/).filter((word) => vocabulary.has(word.toLowerCase().replace(/\.$/, '')) || shortNumber.test(word))
  // Numbers alone say nothing and may be parts of a date.
  return words.some((word) => !shortNumber.test(word)) ? words.join(' ') : ''
}
