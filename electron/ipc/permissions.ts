/** What a person may be in a library. Roles add up; a person may have several. */
export const roles = ['annotator', 'reviewer', 'researcher', 'admin'] as const
export type Role = (typeof roles)[number]

/** What a call asks of the person who makes it. Calls that name none need `look`. */
export type Permission = 'open' | 'look' | 'annotate' | 'review' | 'research' | 'administer'

const everybody: readonly Role[] = roles

/** Which roles have which permission; one of them is enough. */
const rolesWith: Readonly<Record<Exclude<Permission, 'open'>, readonly Role[]>> = {
  /** See, import and hand over. */
  look: everybody,
  /** Change masks. */
  annotate: ['annotator', 'reviewer', 'admin'],
  /** Approve and return the work of others, and assign it. */
  review: ['reviewer', 'admin'],
  /** Start, pause and end runs; publish and roll back students. */
  research: ['researcher', 'admin'],
  /** Change profiles and settings of the library; remove from it. */
  administer: ['admin'],
}

/** Whether somebody with these roles may. `open` is for everybody, also before a person is chosen. */
export function may(person: { readonly roles: readonly Role[] } | null, permission: Permission): boolean {
  if (permission === 'open') return true
  return person !== null && rolesWith[permission].some((role) => person.roles.includes(role))
}

/** The roles of which one is needed. */
export function rolesFor(permission: Exclude<Permission, 'open'>): readonly Role[] {
  return rolesWith[permission]
}
