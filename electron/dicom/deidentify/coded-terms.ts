/** Words of the defined terms of X-ray and of pixel modules (PS3.3) and of common image types; a coded string of other words may be a name. */
const terms = new Set(
  `aborted abdomen absent acquisition acquired add additional aec amplitude angio ao aperture area arbitrary auto automatic average avg axial
  background base baseline beam beat biplane body both brightness calibrated cardiac carm cath caudal cc center centre cesium channel chest cine circular clinical col color
  columns combined completed compressed computed constant continuous contrast corrected correction coronary cr cranial crossed csi ct cu cycle cylinder
  degraded derived detector df di digital direct disp display distance dose drw dsa dual dx dynamic
  ec ecg end enhanced erect exact exposure external extended
  false feet ffp ffs field filter final first fixed flat fluence fluo fluoro fluoroscopy focused for foot forward frame frames full function
  gated gb18030 gbk gd geometry gr gray grey grid
  hard head heart hexagonal hfdl hfdr hfp hfs hold hi high
  ict identity image index indirect input intensifier internal invers inverse inverted ir iso isocenter isocentre
  ko kv large last lat lateral left lin line linear live local localizer log logarithmic lossless lossy low lut
  manual mask maximum mean measured medium mg midline minimum mixed mlo modality modified mono monochrome1 monochrome2 motion mr ms multi multiplane
  nat nm no none normal not
  oblique off on original orthogonal ot other overlay
  pa palette parallel partial patient pelvis pet phantom phase photo plane png polygonal position pr preset presentation primary processed processing projection prone pseudo pt pulse pulsed
  quality r radiation ramp rct real reciprocating record rectangle rectangular reference reformatted regular rel relative replace resampled rest reverse revised rf rgb right rot rotation round rows
  sc scan scatter secondary seg sd sequence set shape si sigmoid signed single slit small soft source spatial spot sqrt square sr standard start static stationary still strip sub subtracted subtraction supine syn synthetic
  table target temporal test tid time tomo translation true tube tungsten
  undefined uncalibrated undegraded unknown unsigned untreated us user
  variable varying vertical view visible voi volume wire without wsd xa xray xrf
  ybr yes zoom`.split(/\s+/),
)

/** Whether a coded string is one of defined terms, or one of numbers and single letters. */
export function isDefinedTerm(value: string): boolean {
  return value.split(/[ _]+/).every((word) => word === '' || /^(\d{1,5}|[A-Z]\d?|[APRLHF]{1,3})$/.test(word) || terms.has(word.toLowerCase()))
}
