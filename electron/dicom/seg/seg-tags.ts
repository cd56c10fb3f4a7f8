/** Tags of segmentations by DICOM's own names; the provenance is this program's own block. */
export const segTags = {
  CodeValue: 0x00080100,
  CodingSchemeDesignator: 0x00080102,
  CodeMeaning: 0x00080104,
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
  RecommendedDisplayCIELabValue: 0x0062000d,
  SegmentIdentificationSequence: 0x0062000a,
  ReferencedSegmentNumber: 0x0062000b,
  SegmentedPropertyTypeCodeSequence: 0x0062000f,
  AlgorithmVersion: 0x00660031,
  ProvenanceCreator: 0x00990010,
  Provenance: 0x00991001,
} as const

/** Owner of the private block that tells how each frame's mask came about. */
export const provenanceCreator = 'LIGHTVESSEL MASKS'
