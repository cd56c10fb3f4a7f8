/** Words of angiography that identify nobody. Everything else is taken for a name. */
const vocabulary = new Set(
  `acquisition acute after and aneurysm angio angiogram angiographic angiography ao aorta aortography ap arteries arteriography artery background balloon before
  bifurcation biplane body bolus by bypass calcification calcified card cardiac cardio cath catheter catheterisation catheterization cau caudal cine circumflex
  collateral contrast control coro coronaries coronary cra cranial ct cto culprit cx d1 d2 d3 demo diagnostic diagonal diastole dissection distal dominant dsa ecg
  exposure ffr final fluoro fluoroscopy for fps frame frames graft guide guidewire guiding heart image images imr in injection intermediate intermedius intervention
  ivus kv label lad lao lateral lca lcx left lesion lima lm lmca low lumen lv lva main marginal mid middle ms normal obtuse occlusion oct of om om1 om2 om3 on
  ostial ostium pa pacemaker pci pda phantom plane plaque plv post posterolateral pre proximal ptca qca ra ramus rao rca right rima rotational run rv saphenous
  scene segmentation selective septal series single spin stage stem stenosis stent study subtraction svg systole tavi tavr test the thrombus to
  tortuous unknown vein ventricle ventriculography vessel vessels view wire with x-ray xa xray`.split(/\s+/),
)

/** At most three digits: an angle, a frame rate, a number of a run; longer ones are dates, times or numbers of people. */
const shortNumber = /^[+-]?\d{1,3}([.,]\d{1,2})?°?$/

/** A description without any word that is not one of angiography. */
export function cleanText(text: string): string {
  const words = wordsOf(text).filter(isHarmless)
  // Numbers alone say nothing and may be parts of a date.
  return words.some((word) => !shortNumber.test(word)) ? words.join(' ') : ''
}

/** Whether a text has words, and each of them is one of angiography. */
export function isCleanText(text: string): boolean {
  const words = wordsOf(text).filter((word) => word !== '')
  return words.every(isHarmless) && words.some((word) => !shortNumber.test(word))
}

const wordsOf = (text: string): string[] => text.split(/[\s_/\\,;:()[\]{}"'=^*#|]+/)
const isHarmless = (word: string): boolean => vocabulary.has(word.toLowerCase().replace(/\.$/, '')) || shortNumber.test(word)
