/** Everything needed to go on from the same place: four 32-bit words and the normal deviate held in reserve. JSON-serialisable. */
export interface RandomState {
  words: [number, number, number, number]
  spare: number | null
}

/** A seeded source of random numbers. The same seed gives the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  uniform(): number
  /** Uniform in [low, high). */
  between(low: number, high: number): number
  /** Normal with mean 0 and standard deviation 1. */
  normal(): number
  /** An integer in 0 … count − 1. Throws a RangeError when count is not a positive integer. */
  integer(count: number): number
  /** True with the given probability. */
  chance(probability: number): boolean
  /** One of the items. Throws a RangeError on an empty list. */
  pick<T>(items: readonly T[]): T
  /** A shuffled copy. */
  shuffled<T>(items: readonly T[]): T[]
  /** An independent source, seeded from this one; this one moves on by one number. */
  fork(): Random
  /** A copy of the state; `createRandom(state)` continues exactly here. */
  state(): RandomState
}

/** One step of splitmix32: spreads a small seed over 32 bits. */
function spread(seed: number): number {
  let word = (seed + 0x9e3779b9) | 0
  word = Math.imul(word ^ (word >>> 16), 0x21f0aaad)
  word = Math.imul(word ^ (word >>> 15), 0x735a2d97)
  return word ^ (word >>> 15)
}

function wordsOf(seed: number): [number, number, number, number] {
  const low = seed >>> 0
  const high = Math.floor(Math.abs(seed) / 2 ** 32) >>> 0
  return [spread(low), spread(low ^ spread(high)), spread(low + 0x3c6ef372), 1]
}

/**
 * Creates a generator (Chris Doty-Humphrey's sfc32) from an integer seed or from a state saved earlier.
 * Throws a RangeError when the seed is not a safe integer.
 */
export function createRandom(from: number | RandomState): Random {
  if (typeof from === 'number' && !Number.isSafeInteger(from)) throw new RangeError(`the seed must be a whole number, not ${from}`)
  let [a, b, c, counter] = typeof from === 'number' ? wordsOf(from) : from.words
  let spare = typeof from === 'number' ? null : from.spare

  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  // The first outputs of sfc32 still resemble the seed.
  if (typeof from === 'number') for (let i = 0; i < 12; i++) next()

  const uniform = (): number => next() / 2 ** 32

  function normal(): number {
    if (spare !== null) {
      const kept = spare
      spare = null
      return kept
    }
    // Marsaglia's polar method: two deviates at a time, without trigonometry.
    for (;;) {
      const x = 2 * uniform() - 1
      const y = 2 * uniform() - 1
      const square = x * x + y * y
      if (square >= 1 || square === 0) continue
      const factor = Math.sqrt((-2 * Math.log(square)) / square)
      spare = y * factor
      return x * factor
    }
  }

  function integer(count: number): number {
    if (!Number.isInteger(count) || count < 1) throw new RangeError(`cannot draw from ${count} possibilities`)
    return Math.floor(uniform() * count)
  }

  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    normal,
    integer,
    chance: (probability) => uniform() < probability,
    pick: (items) => items[integer(items.length)]!,
    shuffled(items) {
      const copy = [...items]
      for (let i = copy.length - 1; i > 0; i--) {
        const j = integer(i + 1)
        const held = copy[i]!
        copy[i] = copy[j]!
        copy[j] = held
      }
      return copy
    },
    fork: () => createRandom(next()),
    state: () => ({ words: [a, b, c, counter], spare }),
  }
}
