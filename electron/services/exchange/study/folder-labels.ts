import type { LabelBook } from '../label-book'
import type { StudyManifest } from './study-manifest'

/** The library's label for each of a study folder's, looked up when it first occurs. */
export class FolderLabels {
  private readonly values = new Map<number, number>()

  constructor(
    private readonly there: StudyManifest['labels'],
    private readonly book: LabelBook,
  ) {}

  valueOf(label: number): number {
    if (label === 0) return 0
    const known = this.values.get(label)
    if (known !== undefined) return known
    const own = this.there.find(({ id }) => id === label)
    const value = this.book.valueFor({ name: own?.name ?? `label ${label}`, code: null, colour: own ? rgbOf(own.colour) : null })
    this.values.set(label, value)
    return value
  }

  /** Looks everything up anew when it occurs next. */
  forget(): void {
    this.values.clear()
    this.book.forget()
  }
}

function rgbOf(colour: string): [number, number, number] | null {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour)
  return match ? [Number.parseInt(match[1]!, 16), Number.parseInt(match[2]!, 16), Number.parseInt(match[3]!, 16)] : null
}
