/**
 * One key with its modifiers as text, always in the same order, e.g. `mod+shift+z`, `?`, `space`, `left`. `mod` is the
 * command key on a Mac and Ctrl elsewhere.
 */
export type Combination = string

const named: Readonly<Record<string, string>> = { ' ': 'space', ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down', Escape: 'esc', '+': 'plus' }
const modifiers: ReadonlySet<string> = new Set(['Control', 'Shift', 'Alt', 'AltGraph', 'Meta', 'OS', 'CapsLock', 'NumLock', 'Dead', 'Process', 'Unidentified'])

type PressedKey = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'> & { getModifierState?(name: string): boolean }

/** What was pressed; null for a modifier alone and for keys that compose a character. */
export function combinationOf(event: PressedKey, mac = isMac): Combination | null {
  if (modifiers.has(event.key)) return null
  // AltGr reaches the page as Ctrl and Alt on some systems; there it only chooses the character.
  const chooses = event.getModifierState?.('AltGraph') === true
  const key = chooses ? event.key.toLowerCase() : keyName(event)
  const isSymbol = key.length === 1 && !/[a-z0-9]/.test(key)
  const parts: string[] = []
  if (!chooses && (mac ? event.metaKey : event.ctrlKey)) parts.push('mod')
  if (!chooses && mac && event.ctrlKey) parts.push('ctrl')
  if (!mac && event.metaKey) parts.push('meta')
  if (!chooses && event.altKey) parts.push('alt')
  // The character itself says whether Shift was held: `?` needs it on some keyboards and not on others.
  if (event.shiftKey && !isSymbol) parts.push('shift')
  return [...parts, key].join('+')
}

/**
 * What the key is printed as, so that `Z` is where the person's keyboard has it. The place of the key decides for
 * digits (which some layouts have on Shift) and for letters of other alphabets.
 */
function keyName({ key, code, altKey }: PressedKey): string {
  const digit = /^Digit(\d)$/.exec(code)?.[1]
  if (digit !== undefined) return digit
  const letter = /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase()
  if (letter !== undefined && (altKey || !/^[\x21-\x7e]$/.test(key))) return letter
  return named[key] ?? key.toLowerCase()
}

const isMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent)

const printedNames: Readonly<Record<string, string>> = {
  mod: isMac ? '⌘' : 'Ctrl', ctrl: 'Ctrl', alt: isMac ? '⌥' : 'Alt', shift: 'Shift', meta: 'Super',
  left: '←', right: '→', up: '↑', down: '↓', space: 'Space', esc: 'Esc', pageup: 'PgUp', pagedown: 'PgDn', plus: '+',
}

/** The combination as keys are printed: `Ctrl Shift Z`. */
export function printed(combination: Combination): string {
  return combination
    .split('+')
    .map((part) => printedNames[part] ?? part.charAt(0).toUpperCase() + part.slice(1))
    .join(' ')
}
