import type { Database } from './database'

/**
 * Gives entries of the retraining queue, listed by their positions, the order of the list; among them they keep the places that they have,
 * so that no other entry is moved.
 */
export function reorderQueue(database: Database, positions: readonly number[]): void {
  const places = positions.toSorted((one, other) => one - other)
  if (positions.every((position, index) => position === places[index])) return
  database.transaction(() => {
    // No two may ever have the same position: all of them step aside first.
    for (const position of positions) database.run('UPDATE approval SET position = -position WHERE position = ?', position)
    for (const [index, position] of positions.entries()) database.run('UPDATE approval SET position = ? WHERE position = ?', places[index]!, -position)
  })
}
