import { z } from 'zod'
import { call, defineContract, event } from '../contract'
import { roles } from '../permissions'
import { id, nothing } from './common'

/** Characters that cannot be seen or that turn text around would let one name pass for another. */
const plainText = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u

export const personName = z.string().trim().normalize('NFC').min(1).max(60).regex(plainText, 'a name holds no invisible characters')

export const role = z.enum(roles)

/** Somebody who works in this library. The name signs masks, versions and audit entries, so it never changes. */
export const person = z.object({
  id,
  name: z.string(),
  roles: z.array(role),
  /** False for somebody who works here no more. */
  active: z.boolean(),
  createdAt: z.string(),
})
export type Person = z.infer<typeof person>

export const librarySettings = z.object({
  /** Whether a person may approve a mask that he or she corrected last: while nobody else works here, always, or never. */
  ownApproval: z.enum(['alone', 'always', 'never']),
})
export type LibrarySettings = z.infer<typeof librarySettings>

/** `details` of the error `forbidden`, so that a page can say it in its own words. */
export const refusal = z.object({
  reason: z.enum(['nobody', 'role', 'own-work']),
  /** Roles of which one would be enough. */
  needs: z.array(role),
})
export type Refusal = z.infer<typeof refusal>

const rolesInput = z.array(role).min(1).transform((chosen) => roles.filter((each) => chosen.includes(each)))

/** Who works in this library, and the rules they work by. There are no passwords: the profiles say who did what, they keep nobody out. */
export const peopleContract = defineContract({
  name: 'people',
  calls: {
    list: call({ input: nothing, output: z.array(person), permission: 'open' }),
    /** Who this connection is; the only active person when nobody was chosen, else null until somebody is. */
    me: call({ input: nothing, output: person.nullable(), permission: 'open' }),
    /** From now on the calls of this connection are made by this person. */
    choose: call({ input: z.object({ personId: id }), output: person, permission: 'open' }),
    /** Everybody may enter as an annotator; more roles are given by an admin. Fails with `conflict` when the name is taken. */
    create: call({ input: z.object({ name: personName, roles: rolesInput }), output: person, permission: 'open' }),
    /** Fails with `conflict` when nobody active would be an admin any more. */
    update: call({ input: z.object({ personId: id, roles: rolesInput, active: z.boolean() }), output: person, permission: 'administer' }),
    settings: call({ input: nothing, output: librarySettings, permission: 'open' }),
    changeSettings: call({ input: librarySettings, output: librarySettings, permission: 'administer' }),
  },
  events: { changed: event(nothing) },
})
