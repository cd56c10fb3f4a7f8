import { createHash } from 'node:crypto'
import { codeItem, shortText } from './dicom-values'
import type { SegmentPlan } from './plan-segments'
import { segmentLabelOf } from './segmentation'

/** An item of the Segment Sequence (PS3.3 C.8.20.2). */
export function segmentItem({ label, algorithm }: SegmentPlan, number: number, sopInstanceUid: string): Record<string, unknown> {
  const isVessel = label === 1
  const name = shortText(algorithm.name ?? 'unknown', 64)
  return {
    SegmentNumber: number,
    SegmentLabel: segmentLabelOf(label),
    SegmentAlgorithmType: algorithm.type,
    ...(algorithm.type === 'MANUAL'
      ? {}
      : {
          SegmentAlgorithmName: name,
          SegmentationAlgorithmIdentificationSequence: [
            { AlgorithmFamilyCodeSequence: [codeItem('123110', 'DCM', 'Artificial Intelligence')], AlgorithmName: name, AlgorithmVersion: shortText(algorithm.version ?? 'unknown', 64) },
          ],
        }),
    // Only the vessel label has a meaning that the codes can state; other labels are named, not coded more closely than as tissue.
    SegmentedPropertyCategoryCodeSequence: [isVessel ? codeItem('91723000', 'SCT', 'Anatomical structure') : codeItem('85756007', 'SCT', 'Tissue')],
    SegmentedPropertyTypeCodeSequence: [isVessel ? codeItem('41801008', 'SCT', 'Coronary artery') : codeItem('85756007', 'SCT', 'Tissue')],
    TrackingID: segmentLabelOf(label),
    TrackingUID: trackingUid(sopInstanceUid, label),
  }
}

/** The same for the same label of the same image, whoever drew it and in whichever export. */
function trackingUid(sopInstanceUid: string, label: number): string {
  const digest = createHash('sha256').update(`lightvessel-tracking/${sopInstanceUid}/${label}`).digest('hex').slice(0, 32)
  return `2.25.${BigInt(`0x${digest}`)}`
}
