import { describe, expect, it } from 'vitest'
import { factor, share, wholeNumber } from '../../electron/cli/command-line'

describe('numbers on the command line', () => {
  it('are taken where they make sense', () => {
    expect([factor('0.1'), factor('10'), share('0.2'), wholeNumber(1, 5)('5')]).toEqual([0.1, 10, 0.2, 5])
  })

  it.each([
    ['a factor', factor, ['0', '-1', 'much', '', 'Infinity']],
    ['a share', share, ['0', '1', 'half']],
    ['a whole number', wholeNumber(1, 5), ['0', '6', '1.5', '']],
  ] as const)('%s is refused in plain words where it makes none', (_what, parse, texts) => {
    for (const text of texts) expect(() => parse(text), text).toThrow(/^It must /)
  })
})
