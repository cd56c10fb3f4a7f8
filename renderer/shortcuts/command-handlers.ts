import { useEffect, useRef } from 'react'
import { showsImage, useViewer } from '../state/viewer-store'
import { commandOf } from './commands'
import type { CommandId } from './commands'

/**
 * What a command does. `false`: not now, the key is left to others. A function that is returned runs when the key is
 * released.
 */
// oxlint-disable-next-line typescript/no-invalid-void-type -- most handlers just act
export type CommandHandler = () => void | false | (() => void)

const handlers = new Map<CommandId, CommandHandler[]>()

/** Adds a handler; returns the function that removes it. The one added last is asked first; one that is `last` is asked after all others. */
export function handleCommand(id: CommandId, handler: CommandHandler, last = false): () => void {
  const others = handlers.get(id) ?? []
  handlers.set(id, last ? [...others, handler] : [handler, ...others])
  return () => handlers.set(id, (handlers.get(id) ?? []).filter((each) => each !== handler))
}

/** Runs a command as its key would; false when nobody took it. */
export function runCommand(id: CommandId): false | (() => void) {
  for (const handler of handlers.get(id) ?? []) {
    const answer = handler()
    if (answer !== false) return answer ?? nothing
  }
  return false
}

/** The same for menus: what belongs to the viewer does nothing while that is out of sight. */
export function runFromMenu(id: CommandId): void {
  if (isInPlace(id)) runCommand(id)
}

/** Whether a command may be asked for where the person is. */
export function isInPlace(id: CommandId): boolean {
  return commandOf(id).place === 'everywhere' || showsImage(useViewer.getState())
}

/** Handles commands for as long as the component is there; the handlers may change with every rendering. */
export function useCommands(acts: Partial<Record<CommandId, CommandHandler>>, last = false): void {
  const latest = useRef(acts)
  useEffect(() => {
    latest.current = acts
  })
  const ids = Object.keys(acts).join(' ')
  useEffect(() => {
    const detach = ids
      .split(' ')
      .filter((id) => id !== '')
      .map((id) => handleCommand(id as CommandId, () => latest.current[id as CommandId]?.() ?? undefined, last))
    return () => {
      for (const stop of detach) stop()
    }
  }, [ids, last])
}

function nothing(): void {}
