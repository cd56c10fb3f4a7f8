/** The part of dcmjs that is used; the package has no types of its own. */
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
    DicomMetaDictionary: {
      denaturalizeDataset(dataset: NaturalDataset): TagDictionary
      /** The public attributes by `(GGGG,EEEE)`. */
      readonly dictionary: Readonly<Record<string, { readonly vr: string; readonly vm: string } | undefined>>
    }
  }
}
