import type { Label, LabelBook } from '../ipc/contract/index'
import { labelsInRuns } from '../ipc/run-length'
import { ServiceError } from '../ipc/service-error'
import { writeAudit } from './audit-log'
import type { Database } from './database'
import { readLibraryValue, writeLibraryValue } from './library-values'

const activeKey = 'label-scheme'
/** Rows that are looked through at once for a label. */
const pageSize = 500

interface StoredLabel extends Omit<Label, 'vessel' | 'locked' | 'visible'> {
  vessel: number
  locked: number
  visible: number
}

/** The labels that are foreground for training. */
export function vesselLabelsOf(database: Database): ReadonlySet<number> {
  return new Set(database.all<{ id: number }>('SELECT id FROM label WHERE vessel = 1').map(({ id }) => id))
}

/** Labels and schemes of a library. Every change is one transaction together with its audit entry. */
export class LabelStore {
  constructor(private readonly database: Database) {}

  book(): LabelBook {
    const { database } = this
    const entries = database.all<{ schemeId: number; labelId: number }>('SELECT scheme_id AS schemeId, label_id AS labelId FROM label_scheme_entry ORDER BY position')
    const schemes = database
      .all<{ id: number; name: string }>('SELECT id, name FROM label_scheme ORDER BY id')
      .map((scheme) => ({ ...scheme, labelIds: entries.filter(({ schemeId }) => schemeId === scheme.id).map(({ labelId }) => labelId) }))
    const active = Number(readLibraryValue(database, activeKey))
    return { labels: this.labels(), schemes, activeSchemeId: schemes.some(({ id }) => id === active) ? active : schemes[0]!.id }
  }

  labels(): Label[] {
    return this.database.all<StoredLabel>('SELECT id, name, colour, vessel, locked, visible FROM label ORDER BY id').map((row) => ({ ...row, vessel: row.vessel === 1, locked: row.locked === 1, visible: row.visible === 1 }))
  }

  chooseScheme(schemeId: number): void {
    this.scheme(schemeId)
    writeLibraryValue(this.database, activeKey, String(schemeId))
  }

  createScheme(name: string, labelIds: readonly number[], who: string): void {
    this.changing(who, 'labels: create scheme', name, () => {
      this.requireFreeName(name, null)
      const { lastId } = this.database.run('INSERT INTO label_scheme (name) VALUES (?)', name)
      for (const id of new Set(labelIds)) this.append(lastId, this.label(id).id)
      this.chooseScheme(lastId)
    })
  }

  renameScheme(schemeId: number, name: string, who: string): void {
    this.changing(who, 'labels: rename scheme', `${this.scheme(schemeId).name} → ${name}`, () => {
      this.requireFreeName(name, schemeId)
      this.database.run('UPDATE label_scheme SET name = ? WHERE id = ?', name, schemeId)
    })
  }

  removeScheme(schemeId: number, who: string): void {
    const { name } = this.scheme(schemeId)
    this.changing(who, 'labels: remove scheme', name, () => {
      if (this.book().schemes.length === 1) throw new ServiceError('conflict', `“${name}” is the only label scheme; create another one before removing it.`)
      this.database.run('DELETE FROM label_scheme WHERE id = ?', schemeId)
    })
  }

  createLabel(schemeId: number, { name, colour, vessel }: Pick<Label, 'name' | 'colour' | 'vessel'>, who: string): void {
    this.scheme(schemeId)
    this.changing(who, 'labels: create', name, () => {
      const id = this.freeId()
      this.database.run('INSERT INTO label (id, name, colour, vessel) VALUES (?, ?, ?, ?)', id, name, colour, vessel ? 1 : 0)
      this.append(schemeId, id)
    })
  }

  addLabel(schemeId: number, labelId: number, who: string): void {
    const { labelIds, name } = this.scheme(schemeId)
    const label = this.label(labelId)
    if (labelIds.includes(labelId)) return
    this.changing(who, 'labels: add to scheme', `${label.name} to ${name}`, () => this.append(schemeId, labelId))
  }

  /** Lock and visibility are how one works, not what the data mean: they leave no audit entry. */
  changeLabel({ id, ...change }: Pick<Label, 'id'> & Partial<Label>, who: string): void {
    const before = this.label(id)
    const after = { ...before, ...change }
    const write = (): void => {
      this.database.run(
        'UPDATE label SET name = ?, colour = ?, vessel = ?, locked = ?, visible = ? WHERE id = ?',
        after.name, after.colour, after.vessel ? 1 : 0, after.locked ? 1 : 0, after.visible ? 1 : 0, id,
      )
    }
    if (meaning(before) === meaning(after)) write()
    else this.changing(who, 'labels: change', `label ${id}: ${meaning(before)} → ${meaning(after)}`, write)
  }

  moveLabel(schemeId: number, labelId: number, position: number): void {
    const { labelIds } = this.scheme(schemeId)
    if (!labelIds.includes(labelId)) throw new ServiceError('not-found', `Label ${labelId} is not in this scheme.`)
    const order = labelIds.filter((each) => each !== labelId)
    order.splice(position, 0, labelId)
    this.database.transaction(() => {
      for (const [index, id] of order.entries()) this.database.run('UPDATE label_scheme_entry SET position = ? WHERE scheme_id = ? AND label_id = ?', index + 1, schemeId, id)
    })
  }

  removeLabel(schemeId: number, labelId: number, confirmed: boolean, who: string): void {
    const scheme = this.scheme(schemeId)
    const { name } = this.label(labelId)
    if (labelId === 1) throw new ServiceError('conflict', `“${name}” is what the student predicts; it belongs to every scheme.`)
    this.changing(who, 'labels: remove from scheme', `${name} from ${scheme.name}`, () => {
      const frames = this.framesWith(labelId)
      if (frames > 0 && !confirmed) {
        throw new ServiceError('conflict', `“${name}” is used in the masks of ${frames} ${frames === 1 ? 'frame' : 'frames'}. When it is removed from the scheme, those pixels keep it and its name and colour stay known.`, { frames })
      }
      this.database.run('DELETE FROM label_scheme_entry WHERE scheme_id = ? AND label_id = ?', schemeId, labelId)
      if (frames === 0 && !this.isReferenced(labelId)) this.database.run('DELETE FROM label WHERE id = ?', labelId)
    })
  }

  /** Number of frames whose mask, as it is now, has pixels of this label. */
  framesWith(labelId: number): number {
    return this.countRows('SELECT rowid AS row, labels FROM mask WHERE rowid > ? ORDER BY rowid LIMIT ?', labelId, Infinity)
  }

  /** Whether a scheme, a kept version or an act that can be taken back still speaks of the label. */
  private isReferenced(labelId: number): boolean {
    if (this.database.get('SELECT label_id FROM label_scheme_entry WHERE label_id = ? LIMIT 1', labelId)) return true
    return [
      'SELECT rowid AS row, labels FROM mask_version WHERE rowid > ? ORDER BY rowid LIMIT ?',
      'SELECT rowid AS row, labels_before AS labels FROM mask_act WHERE rowid > ? ORDER BY rowid LIMIT ?',
      'SELECT rowid AS row, labels_after AS labels FROM mask_act WHERE rowid > ? ORDER BY rowid LIMIT ?',
    ].some((sql) => this.countRows(sql, labelId, 1) > 0)
  }

  private countRows(sql: string, labelId: number, enough: number): number {
    let count = 0
    for (let last = 0; ; ) {
      const rows = this.database.all<{ row: number; labels: Uint8Array }>(sql, last, pageSize)
      for (const { labels } of rows) if (labelsInRuns(labels).has(labelId) && ++count >= enough) return count
      if (rows.length < pageSize) return count
      last = rows.at(-1)!.row
    }
  }

  private append(schemeId: number, labelId: number): void {
    const { next } = this.database.get<{ next: number }>('SELECT coalesce(max(position), 0) + 1 AS next FROM label_scheme_entry WHERE scheme_id = ?', schemeId)!
    this.database.run('INSERT INTO label_scheme_entry (scheme_id, label_id, position) VALUES (?, ?, ?)', schemeId, labelId, next)
  }

  private freeId(): number {
    const taken = new Set(this.labels().map(({ id }) => id))
    for (let id = 1; id <= 255; id++) if (!taken.has(id)) return id
    throw new ServiceError('conflict', 'The library has 255 labels, which is all that a mask can tell apart. Remove one that is not used.')
  }

  private label(id: number): Label {
    const found = this.labels().find((label) => label.id === id)
    if (!found) throw new ServiceError('not-found', `There is no label ${id} in this library (any more).`)
    return found
  }

  private scheme(id: number): LabelBook['schemes'][number] {
    const found = this.book().schemes.find((scheme) => scheme.id === id)
    if (!found) throw new ServiceError('not-found', 'That label scheme is not in the library (any more).')
    return found
  }

  private requireFreeName(name: string, exceptId: number | null): void {
    if (this.book().schemes.some((scheme) => scheme.id !== exceptId && scheme.name.toLowerCase() === name.toLowerCase())) {
      throw new ServiceError('conflict', `There is a label scheme with the name “${name}” already.`)
    }
  }

  private changing(who: string, act: string, subject: string, work: () => void): void {
    this.database.transaction(() => {
      work()
      writeAudit(this.database, { who, act, subject })
    })
  }
}

function meaning({ name, colour, vessel }: Label): string {
  return `${name}, ${colour}, ${vessel ? 'vessel' : 'not vessel'}`
}
