import type { Author, FrameKey } from '../ipc/contract/index'
import { ServiceError } from '../ipc/service-error'
import type { Database } from './database'

/** An independent reading that somebody is at. */
export interface OpenReading {
  readonly id: number
  readonly reader: string
  /** The act that began it. */
  readonly fromAct: number
}

export function openReading(database: Database, key: FrameKey): OpenReading | null {
  return (
    database.get<OpenReading & object>('SELECT id, reader, from_act AS fromAct FROM reading WHERE instance_id = ? AND frame = ? AND finished_at IS NULL', key.instanceId, key.frame) ?? null
  )
}

/**
 * A reading is one person's: meanwhile nobody else changes the mask, nor has a model change it (`askedBy` is who asks the model), and no
 * mask of others comes in from a file, whoever imports it.
 */
export function requireReader(reading: OpenReading | null, { author, askedBy }: { readonly author: Author; readonly askedBy?: string }): void {
  if (reading === null) return
  const begins = `${reading.reader} is reading this frame independently;`
  if (author.kind === 'import') throw new ServiceError('conflict', `${begins} masks can be imported into it when that reading is finished.`)
  const who = author.kind === 'human' ? author.name : askedBy
  if (who !== reading.reader) throw new ServiceError('conflict', `${begins} its mask can be changed by others when that reading is finished.`)
}

/** The history is not walked back to before a reading: its reader would see the first one. `act` is the last that would be applied. */
export function requireAfterReadingStart(reading: OpenReading | null, act: number): void {
  if (reading !== null && act < reading.fromAct) throw new ServiceError('conflict', 'Your independent reading begins here. Discard the reading to return to the mask from before.')
}

export function requireNoOpenReading(database: Database, key: FrameKey, what: string): void {
  const reading = openReading(database, key)
  if (reading !== null) throw new ServiceError('conflict', `${reading.reader} is reading this frame independently; finish that reading before ${what}.`)
}

interface AdjudicationRow {
  first_number: number
  first_reader: string
  second_number: number
  second_reader: string
  decided_by: string
}

/** The readings between which an applied act of the frame's history has decided; null when there is none. */
export function readAdjudication(database: Database, key: FrameKey): { first: number; firstReader: string; second: number; secondReader: string; by: string } | null {
  const row = database.get<AdjudicationRow>(
    `SELECT one.number AS first_number, one.reader AS first_reader, other.number AS second_number, other.reader AS second_reader, decided_by
     FROM adjudication JOIN mask ON mask.instance_id = adjudication.instance_id AND mask.frame = adjudication.frame
       JOIN reading AS one ON one.id = first_reading JOIN reading AS other ON other.id = second_reading
     WHERE adjudication.instance_id = ? AND adjudication.frame = ? AND adjudication.act <= mask.act ORDER BY adjudication.act DESC LIMIT 1`,
    key.instanceId, key.frame,
  )
  return row ? { first: row.first_number, firstReader: row.first_reader, second: row.second_number, secondReader: row.second_reader, by: row.decided_by } : null
}

/** The same in words, as versions and audit entries give it. */
export function adjudicatedReadings(database: Database, key: FrameKey): string | null {
  const found = readAdjudication(database, key)
  if (found === null) return null
  return `adjudicated by ${found.by} from reading ${found.first} by ${found.firstReader} and reading ${found.second} by ${found.secondReader}`
}
