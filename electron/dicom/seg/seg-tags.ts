/** Tags of segmentations by DICOM's own names. */
export const segTags = {
  ReferencedSOPInstanceUID: 0x00081155,
  ReferencedFrameNumber: 0x00081160,
  SourceImageSequence: 0x00082112,
  DerivationImageSequence: 0x00089124,
  ContentCreatorName: 0x00700084,
  SegmentationType: 0x00620001,
  SegmentSequence: 0x00620002,
  SegmentNumber: 0x00620004,
  SegmentLabel: 0x00620005,
  SegmentationAlgorithmIdentificationSequence: 0x00620007,
  SegmentAlgorithmType: 0x00620008,
  SegmentAlgorithmName: 0x00620009,
  SegmentIdentificationSequence: 0x0062000a,
  ReferencedSegmentNumber: 0x0062000b,
  AlgorithmVersion: 0x00660031,
} as const
