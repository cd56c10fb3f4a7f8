import type { Pseudonyms } from '../../dicom/deidentify/pseudonyms'
import { conceptOf, isSameConcept, isVessel, plainName, type Code } from '../../dicom/seg/concept-codes'
import type { Rgb } from '../../dicom/seg/cielab'
import type { LabelLook } from '../../dicom/seg/segmentation'
import type { Label } from '../../ipc/contract/index'
import { ServiceError } from '../../ipc/service-error'
import type { Database } from '../../storage/database'
import { LabelStore } from '../../storage/label-store'
import { plainLabelName } from './plain-names'

/** What a file says about one of its labels. */
export interface ForeignLabel {
  readonly name: string
  readonly code: Code | null
  readonly colour: Rgb | null
}

/** Longest name of a label. */
const mostCharacters = 40

const spareColours: readonly Rgb[] = [[255, 122, 69], [77, 182, 255], [255, 214, 90], [150, 222, 120]]

/** The labels of a library, for files that name theirs: one book for one import or export, which reads them once. */
export class LabelBook {
  private readonly store: LabelStore
  private known: readonly Label[] | null = null

  /** `who` is noted where a file brings a new label; with `pseudonyms` it brings none under a name that may be somebody's. */
  constructor(
    database: Database,
    private readonly who: string,
    private readonly pseudonyms: Pseudonyms | null = null,
  ) {
    this.store = new LabelStore(database)
  }

  /** Name and colour of a label; one that the library does not know has its number as its name. */
  lookOf(value: number): LabelLook {
    const label = this.labels().find(({ id }) => id === value)
    return label ? { name: label.name, colour: rgbOf(label) } : { name: `label ${value}`, colour: spareColours[(value - 1) % spareColours.length]! }
  }

  /** The library's label for one of a file: the same name, else the same concept; else it joins the active scheme as a new label. */
  valueFor(foreign: ForeignLabel): number {
    const plain = this.pseudonyms ? { ...foreign, name: plainLabelName(foreign.name, this.pseudonyms.label(plainName(foreign.name))) } : foreign
    // A name that is here already tells nothing new.
    const find = (): number | null => this.find(foreign) ?? this.find(plain)
    const found = find()
    if (found !== null) return found
    // Somebody may have added it meanwhile.
    this.forget()
    return find() ?? this.add(plain)
  }

  /** Reads the labels anew when they are needed next. */
  forget(): void {
    this.known = null
  }

  private find({ name, code }: ForeignLabel): number | null {
    const labels = this.labels()
    const plain = plainName(name)
    const found = labels.find((label) => plainName(label.name) === plain) ?? labels.find((label) => isSameConcept(conceptOf(label.name).type, code))
    return found?.id ?? null
  }

  private add({ name, code, colour }: ForeignLabel): number {
    const labels = this.labels()
    // The names that `lookOf` gives.
    const numbered = /^label ([1-9]\d{0,2})$/.exec(plainName(name))
    if (numbered && Number(numbered[1]) <= 255 && !labels.some(({ id }) => id === Number(numbered[1]))) return Number(numbered[1])
    if (labels.length >= 255) throw new ServiceError('conflict', `the label “${name}” is not known here, and all 255 labels are in use`)
    const vessel = isVessel(name, code)
    this.store.createLabel(this.store.book().activeSchemeId, { name: name.trim().slice(0, mostCharacters), colour: hexOf(colour ?? spareColours[labels.length % spareColours.length]!), vessel }, this.who)
    this.forget()
    return this.labels().find((label) => !labels.some(({ id }) => id === label.id))!.id
  }

  private labels(): readonly Label[] {
    this.known ??= this.store.labels()
    return this.known
  }
}

function rgbOf({ colour }: Label): Rgb {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as unknown as Rgb
}

function hexOf(colour: Rgb): string {
  return `#${colour.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`
}
