import { createTestRandom } from '../../helpers/test-random'
import { byteMutations, type Mutation, pick, type Random } from './byte-mutations'
import { elementMutations } from './element-mutations'
import { pixelMutations } from './pixel-mutations'
import type { Specimen } from './specimen'

export interface Mutant {
  /** Names seed, number, specimen and mutations: enough to make it again. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** All mutations by kind of what they aim at. Bytes are for any file; the others want elements, or encapsulated pixels. */
const kinds = [byteMutations, elementMutations, pixelMutations].map((kind) => Object.entries(kind))

function someMutation(specimen: Specimen, random: Random): readonly [string, Mutation] {
  const fitting = kinds.slice(0, specimen.elements.length === 0 ? 1 : specimen.fragments.length === 0 ? 2 : 3)
  return pick(random, pick(random, fitting))
}

/** Small files are taken more often: ten of them are read in the time of a large one. */
const weightOf = ({ bytes }: Specimen): number => 1 / Math.sqrt(Math.max(bytes.length, 20_000))

/** Makes mutants of the specimens: the same seed and number always give the same one, whichever were made before. */
export class MutantMaker {
  private readonly totalWeight: number

  constructor(
    private readonly specimens: readonly Specimen[],
    private readonly seed: number,
  ) {
    this.totalWeight = specimens.reduce((sum, specimen) => sum + weightOf(specimen), 0)
  }

  make(number: number): Mutant {
    const random = createTestRandom(Math.imul(this.seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b))
    const specimen = this.someSpecimen(random)
    const names: string[] = []
    let bytes: Uint8Array = specimen.bytes.slice()
    // One in ten is the header of one file before the pixels of another.
    if (random() < 0.1) {
      const other = this.someSpecimen(random)
      bytes = Uint8Array.from(Buffer.concat([bytes.subarray(0, specimen.pixels), other.bytes.subarray(other.pixels)]))
      names.push('grafted')
    }
    for (let count = pick(random, [1, 1, 1, 2, 3]); count > 0; count--) {
      const [name, mutation] = someMutation(specimen, random)
      names.push(name)
      try {
        bytes = mutation(bytes, specimen, random)
      } catch (error) {
        // The places of a specimen may lie behind the end of what an earlier mutation left.
        if (!(error instanceof RangeError)) throw error
      }
      if (bytes.length === 0) break
    }
    const label = specimen.name.replace(/^.*[/\\]/, '').replace(/\W+/g, '-').slice(0, 60)
    return { name: `${this.seed}-${number}-${label}-${names.join('+')}.dcm`, bytes: specimen.pack(bytes) }
  }

  private someSpecimen(random: Random): Specimen {
    let left = random() * this.totalWeight
    return this.specimens.find((specimen) => (left -= weightOf(specimen)) <= 0) ?? this.specimens.at(-1)!
  }
}
