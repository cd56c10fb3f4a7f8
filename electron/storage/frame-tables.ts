import type { Database } from './database'

/** A table whose rows are about frames. */
export interface TableShape {
  readonly name: string
  readonly columns: readonly string[]
  /** The column that numbers the rows by itself. */
  readonly ownId: string | null
  /** Columns that hold the id of a row of another table. */
  readonly references: ReadonlyMap<string, string>
  /** Tables whose rows must be there first, whatever column refers to them. */
  readonly follows: ReadonlySet<string>
  readonly blobs: ReadonlySet<string>
}

/** The tables with columns `instance_id` and `frame` as the schema has them, those that others refer to first. */
export function frameTables(database: Database): TableShape[] {
  const names = database.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").map(({ name }) => name)
  const shapes = names.filter((name) => hasFrames(database, name)).map((name) => shapeOf(database, name))
  const ordered: TableShape[] = []
  const visit = (shape: TableShape): void => {
    if (ordered.includes(shape)) return
    for (const target of shape.follows) {
      const other = shapes.find(({ name }) => name === target)
      if (other && other !== shape) visit(other)
    }
    ordered.push(shape)
  }
  for (const shape of shapes.sort((one, other) => Number(other.name === 'mask') - Number(one.name === 'mask'))) visit(shape)
  return ordered
}

function hasFrames(database: Database, name: string): boolean {
  return database.get<{ found: number }>("SELECT count(*) AS found FROM pragma_table_info(?) WHERE name IN ('instance_id', 'frame')", name)!.found === 2
}

function shapeOf(database: Database, name: string): TableShape {
  const columns = database.all<{ name: string; type: string; pk: number }>('SELECT name, type, pk FROM pragma_table_info(?)', name)
  const keys = columns.filter(({ pk }) => pk > 0)
  const ownId = keys.length === 1 && keys[0]!.type === 'INTEGER' && keys[0]!.name !== 'instance_id' ? keys[0]!.name : null
  const links = database.all<{ column: string; target: string; to: string }>('SELECT "from" AS column, "table" AS target, "to" FROM pragma_foreign_key_list(?)', name)
  return {
    name,
    columns: columns.map((column) => column.name).filter((column) => column !== 'instance_id'),
    ownId,
    references: new Map(links.filter(({ column }) => !['instance_id', 'frame', 'act', 'sequence'].includes(column)).map(({ column, target }) => [column, target])),
    follows: new Set(links.map(({ target }) => target)),
    blobs: new Set(columns.filter((column) => column.type === 'BLOB').map((column) => column.name)),
  }
}
