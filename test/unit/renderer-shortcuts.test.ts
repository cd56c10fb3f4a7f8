import { afterEach, describe, expect, it, vi } from 'vitest'
import { handleCommand, runCommand } from '../../renderer/shortcuts/command-handlers'
import { combinationOf, printed } from '../../renderer/shortcuts/combination'
import { commandIds, commandOf } from '../../renderer/shortcuts/commands'
import { commandsOn, conflictOf, keysOf, withDefaultKeys, withKey } from '../../renderer/shortcuts/key-bindings'
import words from '../../renderer/locales/en.json'

const pressed = (key: string, code: string, held: Partial<Record<'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey', boolean>> = {}, altGraph = false) => ({
  key, code, ctrlKey: false, shiftKey: false, altKey: false, metaKey: false, ...held, getModifierState: (name: string) => name === 'AltGraph' && altGraph,
})

describe('combinations', () => {
  it.each([
    ['z', pressed('z', 'KeyY'), 'on a German keyboard Z is where it is printed'],
    ['shift+s', pressed('S', 'KeyS', { shiftKey: true }), 'a letter with Shift'],
    ['mod+shift+z', pressed('Z', 'KeyZ', { ctrlKey: true, shiftKey: true }), 'order of the modifiers'],
    ['?', pressed('?', 'Slash', { shiftKey: true }), 'a symbol carries its Shift'],
    ['[', pressed('[', 'Digit8', { ctrlKey: true, altKey: true }, true), 'AltGr only chooses the character'],
    ['1', pressed('&', 'Digit1'), 'digits of a French keyboard'],
    ['я', pressed('я', 'Semicolon'), 'a letter on a symbol key'],
    ['z', pressed('я', 'KeyZ'), 'another alphabet'],
    ['left', pressed('ArrowLeft', 'ArrowLeft'), 'a named key'],
    ['space', pressed(' ', 'Space'), 'the space bar'],
    ['plus', pressed('+', 'NumpadAdd'), 'the plus key is no separator'],
  ])('%s: %o', (expected, event) => {
    expect(combinationOf(event, false)).toBe(expected)
  })

  it('takes no modifier alone', () => {
    expect(combinationOf(pressed('Shift', 'ShiftLeft', { shiftKey: true }), false)).toBeNull()
  })

  it('uses the command key on a Mac', () => {
    expect(combinationOf(pressed('z', 'KeyZ', { metaKey: true }), true)).toBe('mod+z')
    expect(combinationOf(pressed('z', 'KeyZ', { ctrlKey: true }), true)).toBe('ctrl+z')
  })

  it('prints keys as they are printed', () => {
    expect(printed('mod+shift+z')).toBe('Ctrl Shift Z')
    expect(printed('plus')).toBe('+')
    expect(printed('pageup')).toBe('PgUp')
  })
})

describe('the table of commands', () => {
  it('has a word for each and no two commands on one key at one place', () => {
    for (const id of commandIds) {
      const [section, name] = commandOf(id).label.split('.') as [string, string]
      expect((words as unknown as Record<string, Record<string, string>>)[section]?.[name], id).toBeTruthy()
      for (const key of commandOf(id).keys) expect(conflictOf(id, key, {}), `${key} of ${id}`).toBeNull()
    }
  })
})

describe('changing keys', () => {
  it('gives a free key, and takes one from the command that has it', () => {
    expect(withKey('invert', 'alt+f9', {})).toEqual({ invert: ['alt+f9'] })
    const taken = withKey('invert', 'r', {})
    expect(commandsOn('r', taken)).toEqual(['invert'])
    expect(keysOf('reset-view', taken)).toEqual([])
  })

  it('goes back to the usual keys, also when they were given away', () => {
    const taken = withKey('invert', 'r', {})
    const back = withDefaultKeys('reset-view', taken)
    expect(commandsOn('r', back)).toEqual(['reset-view'])
    expect(keysOf('invert', back)).toEqual([])
    expect(withDefaultKeys('invert', back)).toEqual({})
  })

  it('keeps only what differs from the table', () => {
    expect(withKey('invert', 'i', withKey('invert', 'alt+f9', {}))).toEqual({})
  })
})

describe('handlers', () => {
  const detach: (() => void)[] = []
  afterEach(() => {
    for (const stop of detach.splice(0)) stop()
  })

  it('asks the newest first and passes a refused key on', () => {
    const older = vi.fn()
    const newer = vi.fn((): false => false)
    detach.push(handleCommand('cancel', older), handleCommand('cancel', newer))
    expect(runCommand('cancel')).not.toBe(false)
    expect(newer).toHaveBeenCalledTimes(1)
    expect(older).toHaveBeenCalledTimes(1)
  })

  it('asks the window after its parts, whichever was there first', () => {
    const part = vi.fn()
    const whole = vi.fn()
    detach.push(handleCommand('undo', part), handleCommand('undo', whole, true))
    runCommand('undo')
    expect(part).toHaveBeenCalledTimes(1)
    expect(whole).not.toHaveBeenCalled()
  })

  it('hands on what to do when the key is released, and says when nobody took it', () => {
    const release = vi.fn()
    detach.push(handleCommand('invert', () => release))
    const answer = runCommand('invert')
    expect(answer).toBe(release)
    expect(runCommand('segment-run')).toBe(false)
  })
})
