import { cielabOf } from './cielab'
import { conceptOf, type Code } from './concept-codes'
import { codeItem, shortText } from './dicom-values'
import type { SegmentPlan } from './plan-segments'
import type { LabelLook } from './segmentation'
import { stableUid } from '../parse/stable-uid'

/** An item of the Segment Sequence (PS3.3 C.8.20.2). */
export function segmentItem({ label, algorithm }: SegmentPlan, { name, colour }: LabelLook, number: number, sopInstanceUid: string): Record<string, unknown> {
  const algorithmName = shortText(algorithm.name ?? 'unknown', 64)
  const { category, type } = conceptOf(name)
  return {
    SegmentNumber: number,
    SegmentLabel: shortText(name, 64),
    SegmentAlgorithmType: algorithm.type,
    ...(algorithm.type === 'MANUAL'
      ? {}
      : {
          SegmentAlgorithmName: algorithmName,
          SegmentationAlgorithmIdentificationSequence: [
            { AlgorithmFamilyCodeSequence: [codeItem('123110', 'DCM', 'Artificial Intelligence')], AlgorithmName: algorithmName, AlgorithmVersion: shortText(algorithm.version ?? 'unknown', 64) },
          ],
        }),
    RecommendedDisplayCIELabValue: cielabOf(colour),
    SegmentedPropertyCategoryCodeSequence: codeItems(category),
    SegmentedPropertyTypeCodeSequence: codeItems(type),
    // The same for the same label of the same image, whoever drew it and in whichever export.
    TrackingID: shortText(name, 64),
    TrackingUID: stableUid('lightvessel-tracking', sopInstanceUid, String(label)),
  }
}

function codeItems({ value, scheme, meaning }: Code): Record<string, unknown>[] {
  return [codeItem(value, scheme, meaning)]
}
