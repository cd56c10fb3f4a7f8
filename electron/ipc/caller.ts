import type { Permission, Role } from './permissions'

/** One connection of a client: who works there is chosen after it is open, and can be another person later. */
export interface Caller {
  personId: number | null
}

/** Who makes a call. */
export interface ActingPerson {
  readonly id: number
  readonly name: string
  readonly roles: readonly Role[]
}

/** Says as whom a caller makes a call that asks for a permission, or throws a ServiceError `forbidden`. */
export type Admit = (caller: Caller, permission: Permission) => ActingPerson

/** Makes the calls of a server that admits everybody, as between the processes of this program. */
export const nobody: ActingPerson = { id: 0, name: '', roles: [] }
