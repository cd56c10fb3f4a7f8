/** The part of dcmjs that is used to write files; the package has no types of its own. */
declare module 'dcmjs' {
  type NaturalDataset = Record<string, unknown>
  type TagDictionary = Record<string, { vr: string; Value: unknown[] }>

  class DicomDict {
    constructor(meta: TagDictionary)
    dict: TagDictionary
    write(options?: { fragmentMultiframe?: boolean }): ArrayBuffer
  }

  export const data: {
    DicomDict: typeof DicomDict
    DicomMetaDictionary: { denaturalizeDataset(dataset: NaturalDataset): TagDictionary }
  }
}
