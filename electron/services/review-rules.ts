import type { ActingPerson } from '../ipc/caller'
import type { FrameKey } from '../ipc/contract/index'
import { may, rolesFor } from '../ipc/permissions'
import type { ServiceError } from '../ipc/service-error'
import type { Database } from '../storage/database'
import { readMask } from '../storage/mask-rows'
import { readAdjudication } from '../storage/open-reading'
import { PersonStore } from '../storage/person-store'
import { forbidden } from './people-service'

/**
 * Four eyes: a mask is approved by somebody other than the person who corrected it last, unless the settings of the library allow
 * otherwise. Others' work, and the student's, is approved by reviewers and admins. Null when nothing is in the way.
 */
export function approvalRefusal(database: Database, key: FrameKey, person: ActingPerson): ServiceError | null {
  const author = readMask(database, key)?.author
  const isOwn = author?.kind === 'human' && author.name === person.name && !decidedBetweenOthers(database, key, person.name)
  if (!isOwn && !may(person, 'review')) return forbidden('role', rolesFor('review'), 'Masks are approved by a reviewer or an admin. Hand this one in for review instead.')
  if (isOwn && !new PersonStore(database).allowsOwnApproval()) {
    return forbidden('own-work', rolesFor('review'), 'You corrected this mask last, so somebody else has to approve it: a reviewer or an admin.')
  }
  return null
}

/** Who decided between two readings of others has their work before the eyes, not their own. */
function decidedBetweenOthers(database: Database, key: FrameKey, name: string): boolean {
  const decision = readAdjudication(database, key)
  return decision !== null && decision.by === name && decision.firstReader !== name && decision.secondReader !== name
}

/** An approval is taken back by a reviewer or admin, or by the person who gave it. */
export function reopeningRefusal(database: Database, { instanceId, frame }: FrameKey, person: ActingPerson): ServiceError | null {
  const given = database.get<{ who: string }>('SELECT approved_by AS who FROM approval WHERE instance_id = ? AND frame = ?', instanceId, frame)
  if (may(person, 'review') || !given || given.who === person.name) return null
  return forbidden('role', rolesFor('review'), 'Approvals are taken back by a reviewer or an admin.')
}
