import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { t } from 'i18next'
import { describe, expect, it } from 'vitest'
import words from '../../renderer/locales/en.json'
import { setUpWords } from '../../renderer/i18n'
import { actText, actWords } from '../../renderer/masks/act-words'

const table = { 'Grow by # px: *': '*: # Pixel gewachsen', 'Eraser': 'Radierer', 'Copied from frame #': 'Von Bild # kopiert' }
const inMasks = (text: string): string => actText(text, words.act)
const inAudit = (text: string): string => actText(text, words.auditAct, inMasks)

describe('recorded acts in the words of the page', () => {
  it('keep numbers and names, and are called as they are recorded when nothing is known of them', () => {
    expect(actText('Eraser', table)).toBe('Radierer')
    expect(actText('Copied from frame 12', table)).toBe('Von Bild 12 kopiert')
    expect(actText('Grow by 3 px: LAD', table)).toBe('LAD: 3 Pixel gewachsen')
    expect(actText('Eraser of a colleague', table)).toBe('Eraser of a colleague')
    expect(actText('$& (', table)).toBe('$& (')
  })

  it('hold the name of a label as it is, whatever is in it', () => {
    expect(inMasks('Fill: segmentation: $1 # *')).toBe('Fill: segmentation: $1 # *')
    expect(inMasks('Smart correct: add RCA')).toBe('Smart correct: RCA added')
  })

  it('of the audit log say what was done to masks as the history does', () => {
    expect(inAudit('mask: approve')).toBe('Mask approved')
    expect(inAudit('mask: Vessel trace (LAD)')).toBe('Mask: Vessel trace: LAD')
    expect(inAudit('undo: 3 acts')).toBe('3 acts undone')
    expect(inAudit('undo: segmentation')).toBe('Undone: Segmentation')
  })

  it('come out of the words of the page whole, with their colons', async () => {
    await setUpWords()
    expect(actWords(t, 'act')).toEqual(words.act)
    expect(actWords(t, 'auditAct')).toEqual(words.auditAct)
  })

  it('are known for every kind of entry that the services write', () => {
    const written = sourceOf('electron').matchAll(/(?:act: |audit\(|changing\(who, |importAct = )'(\w+: [a-z ]+)'/g)
    const kinds = [...new Set([...written].map((match) => match[1]!))]
    expect(kinds.length).toBeGreaterThan(20)
    expect(kinds.filter((kind) => !(kind in words.auditAct))).toEqual([])
  })
})

function sourceOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  return files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n')
}
