/** Bounds that no file may break, checked before anything is allocated for it. */
export const limits = {
  /** Largest file that is opened at all. */
  fileBytes: 4 * 1024 ** 3,
  /** One frame as decoded. */
  frameBytes: 256 * 1024 ** 2,
  /** All frames of a file as decoded: a run of 1,000 frames of 1024² in 16 bits. */
  runBytes: 2 * 1024 ** 3,
  frames: 50_000,
  /** Data set of a deflated file once inflated. */
  inflatedBytes: 256 * 1024 ** 2,
  /**
   * Samples of one JPEG 2000 frame: OpenJPEG works with about 18 bytes for each, whatever their depth, and takes two seconds for so
   * many. That is more memory than `frameBytes` already, and as long as any file may take: this cannot follow from the size of a frame.
   */
  jpeg2000Samples: 4096 ** 2,
  /** A picture is decoded whole before its channels are compared. */
  picturePixels: 64 * 1024 ** 2,
  elements: 200_000,
  sequenceDepth: 24,
  fragments: 500_000,
  /** A file with more fragments than `manyFragments` whose items take fewer bytes than this on average is a bomb: each costs memory. */
  fragmentBytes: 64,
  manyFragments: 10_000,
  /** Longest value read for a header field; the longest legitimate one is a palette of 65,536 entries. */
  valueBytes: 256 * 1024,
} as const
