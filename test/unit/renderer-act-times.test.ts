import { afterEach, expect, it, vi } from 'vitest'
import { fullTime, shortTime } from '../../renderer/masks/act-times'

const at = new Date(2024, 2, 3, 14, 5, 9)

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('of today’s acts the time is shown, of older ones the day, as each language writes them', () => {
  const late = new Date(2024, 2, 3, 23, 59, 59)
  const midnight = new Date(2024, 2, 4)
  expect([late, midnight].map((now) => shortTime(at, 'en-GB', now))).toEqual(['14:05', '3 Mar'])
  expect([late, midnight].map((now) => shortTime(at, 'de', now))).toEqual(['14:05', '3. März'])
  // The same day of another year is not today.
  expect(shortTime(at, 'en-GB', new Date(2025, 2, 3, 14, 5, 9))).toBe('3 Mar')
})

it('without another moment, today is the day that it is now', () => {
  vi.useFakeTimers({ now: at.getTime() })
  expect(shortTime(new Date(2024, 2, 3, 9, 30), 'en-GB')).toBe('09:30')
  vi.setSystemTime(new Date(2024, 2, 4, 0, 0, 1))
  expect(shortTime(new Date(2024, 2, 3, 9, 30), 'en-GB')).toBe('3 Mar')
})

it('in full it has the day and the time to the second', () => {
  expect(fullTime(at, 'en-GB')).toBe('03/03/2024, 14:05:09')
  expect(fullTime(at, 'de')).toBe('03.03.24, 14:05:09')
})

it('a long history makes the formats of its language once', () => {
  let made = 0
  class CountedFormat extends Intl.DateTimeFormat {
    constructor(...input: ConstructorParameters<typeof Intl.DateTimeFormat>) {
      super(...input)
      made++
    }
  }
  vi.stubGlobal('Intl', { DateTimeFormat: CountedFormat })
  for (let second = 0; second < 50; second++) {
    shortTime(new Date(at.getTime() + 1000 * second), 'fr', at)
    fullTime(new Date(at.getTime() + 1000 * second), 'fr')
  }
  expect(made).toBe(3)
})
