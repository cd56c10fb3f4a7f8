import { describe, expect, it } from 'vitest'
import { csvText } from '../../electron/ipc/csv-text'

describe('comma-separated text', () => {
  it('quotes, keeps a record on its line and formulas from being run', () => {
    const lines = [['a', 'b'], ['x,"y"', 0.25], ['=HYPERLINK("e")', null], ['-1', -1], ['two\r\nlines', '']]
    expect(csvText(lines).split('\n')).toEqual(['a,b', '"x,""y""",0.25', '"\'=HYPERLINK(""e"")",', "'-1,-1", 'two lines,', ''])
  })
})
