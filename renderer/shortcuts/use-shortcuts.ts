import { useEffect } from 'react'
import { combinationOf } from './combination'
import type { Combination } from './combination'
import { isInPlace, runCommand } from './command-handlers'
import { commandOf } from './commands'
import { commandsOn } from './key-bindings'
import { useKeyChanges } from './shortcut-keys'

const typed = 'textarea, select, [contenteditable="true"], input:not([type="checkbox"], [type="radio"], [type="range"])'
const sliderKeys: ReadonlySet<Combination> = new Set(['left', 'right', 'up', 'down', 'home', 'end'])
const pressKeys: ReadonlySet<Combination> = new Set(['space', 'enter'])

/** Keys stay free for those who type, for dialogs and menus, and for the control that somebody moved to by keyboard. */
function isTaken(event: KeyboardEvent, combination: Combination): boolean {
  if (event.defaultPrevented || document.querySelector('[aria-modal="true"], [role="menu"]') !== null) return true
  const { target } = event
  if (!(target instanceof Element)) return false
  if (target.matches(typed)) return true
  if (sliderKeys.has(combination) && target.closest('[role="slider"], input[type="range"], [role="radiogroup"]') !== null) return true
  // After a click of the mouse these keys are free.
  return pressKeys.has(combination) && target.matches('button:focus-visible, input:focus-visible, [role="button"]:focus-visible')
}

/** Listens to the keys of the whole window: one listener, so that a key means one thing at a time. */
export function useShortcuts(): void {
  useEffect(() => {
    /** What to do when a held key is let go, by the key's place. */
    const held = new Map<string, () => void>()
    const down = (event: KeyboardEvent): void => {
      const combination = combinationOf(event)
      if (combination === null || isTaken(event, combination)) return
      for (const id of commandsOn(combination, useKeyChanges.getState().changes)) {
        if (!isInPlace(id)) continue
        const release = event.repeat && commandOf(id).repeats !== true ? nothing : runCommand(id)
        if (release === false) continue
        event.preventDefault()
        if (release !== nothing && !event.repeat) held.set(event.code, release)
        return
      }
    }
    const up = ({ code }: KeyboardEvent): void => {
      const release = held.get(code)
      held.delete(code)
      release?.()
    }
    const releaseAll = (): void => {
      for (const code of held.keys()) up({ code } as KeyboardEvent)
    }
    document.addEventListener('keydown', down)
    document.addEventListener('keyup', up)
    window.addEventListener('blur', releaseAll)
    return () => {
      document.removeEventListener('keydown', down)
      document.removeEventListener('keyup', up)
      window.removeEventListener('blur', releaseAll)
      releaseAll()
    }
  }, [])
}

function nothing(): void {}
