import type { Combination } from './combination'
import { commandIds, commandOf } from './commands'
import type { CommandId } from './commands'

/** The keys a person has given to commands; the others have the keys of the table. */
export type KeyChanges = Readonly<Partial<Record<CommandId, readonly Combination[]>>>

export function keysOf(id: CommandId, changes: KeyChanges): readonly Combination[] {
  return changes[id] ?? commandOf(id).keys
}

/** The commands that a combination means, in the table's order. */
export function commandsOn(combination: Combination, changes: KeyChanges): CommandId[] {
  return commandIds.filter((id) => keysOf(id, changes).includes(combination))
}

/** The command that would answer to this combination at the same place as `id`, or null. */
export function conflictOf(id: CommandId, combination: Combination, changes: KeyChanges): CommandId | null {
  const { place } = commandOf(id)
  const clash = commandsOn(combination, changes).find((other) => {
    const otherPlace = commandOf(other).place
    return other !== id && (place === otherPlace || place === 'everywhere' || otherPlace === 'everywhere')
  })
  return clash ?? null
}

/** The command answers to `combination` only; another one that had it loses it. */
export function withKey(id: CommandId, combination: Combination, changes: KeyChanges): KeyChanges {
  const clash = conflictOf(id, combination, changes)
  const freed = clash === null ? changes : { ...changes, [clash]: keysOf(clash, changes).filter((key) => key !== combination) }
  return normalised({ ...freed, [id]: [combination] })
}

/**
 * The command has the keys of the table again; one of them that somebody gave to another command meanwhile is taken
 * back from it.
 */
export function withDefaultKeys(id: CommandId, changes: KeyChanges): KeyChanges {
  let next: KeyChanges = { ...changes, [id]: commandOf(id).keys }
  for (const key of commandOf(id).keys) {
    const clash = conflictOf(id, key, next)
    if (clash !== null) next = { ...next, [clash]: keysOf(clash, next).filter((other) => other !== key) }
  }
  return normalised(next)
}

/** Leaves out what equals the table, so that a later version's better keys reach those who changed nothing. */
function normalised(changes: KeyChanges): KeyChanges {
  return Object.fromEntries(
    Object.entries(changes).filter(([id, keys]) => {
      const usual = commandOf(id as CommandId).keys
      return keys.length !== usual.length || keys.some((key, index) => key !== usual[index])
    }),
  )
}
