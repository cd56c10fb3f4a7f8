/** Seeded random numbers for tests (mulberry32): `random()` in [0, 1), `random(low, high)` whole numbers in [low, high]. */
export function createTestRandom(seed: number): (low?: number, high?: number) => number {
  let state = seed >>> 0
  return (low, high) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    const uniform = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
    return low === undefined || high === undefined ? uniform : low + Math.floor(uniform * (high - low + 1))
  }
}
