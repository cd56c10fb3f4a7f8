import type { EngineAccess } from '../engine/engine-access'
import type { ComparisonBasis, ComparisonFigures, LabelAgreement } from '../ipc/contract/index'
import { decodeRuns } from '../ipc/run-length'
import type { SourcedMask } from './mask-sources'

interface Size {
  readonly rows: number
  readonly columns: number
}

/** Figures are small; those of every frame of a library fit. */
const keptFigures = 20_000

/** Figures of pairs of masks, by the engine process; each pair of contents is judged once. */
export class MaskComparer {
  private readonly known = new Map<string, ComparisonFigures>()

  constructor(
    private readonly engine: Pick<EngineAccess, 'client'>,
    /** The labels that are vessel. */
    private readonly vesselLabels: () => ReadonlySet<number>,
  ) {}

  async figures(a: SourcedMask, b: SourcedMask, size: Size, basis: ComparisonBasis, signal?: AbortSignal): Promise<ComparisonFigures> {
    const counted = basis === 'vessel' ? this.vesselLabels() : new Set([basis])
    const name = `${a.hash}/${b.hash}/${[...counted].join(' ')}`
    const known = this.known.get(name)
    if (known !== undefined) return known
    const figures = await this.engine.client.compare({ ...size, a: counting(a, size, counted), b: counting(b, size, counted) }, { signal })
    this.known.set(name, figures)
    const oldest = this.known.keys().next().value
    if (this.known.size > keptFigures && oldest !== undefined) this.known.delete(oldest)
    return figures
  }
}

/** How the sides agree on each label; empty when neither has any besides the first, where it would say nothing new. */
export function labelAgreements(a: SourcedMask, b: SourcedMask, { rows, columns }: Size): LabelAgreement[] {
  const labelsA = decodeRuns(a.labels, rows * columns)
  const labelsB = decodeRuns(b.labels, rows * columns)
  const counts = { a: new Uint32Array(256), b: new Uint32Array(256), both: new Uint32Array(256) }
  for (let i = 0; i < labelsA.length; i++) {
    counts.a[labelsA[i]!]!++
    counts.b[labelsB[i]!]!++
    if (labelsA[i] === labelsB[i]) counts.both[labelsA[i]!]!++
  }
  const found = Array.from({ length: 255 }, (_, index) => index + 1).filter((label) => counts.a[label]! + counts.b[label]! > 0)
  if (found.every((label) => label === 1)) return []
  return found.map((label) => ({ label, pixelsA: counts.a[label]!, pixelsB: counts.b[label]!, dice: (2 * counts.both[label]!) / (counts.a[label]! + counts.b[label]!) }))
}

/** 1 where a pixel has one of the labels that are compared. */
function counting(mask: SourcedMask, { rows, columns }: Size, counted: ReadonlySet<number>): Uint8Array {
  const labels = decodeRuns(mask.labels, rows * columns)
  for (let i = 0; i < labels.length; i++) labels[i] = counted.has(labels[i]!) ? 1 : 0
  return labels
}
