import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contracts } from '../../electron/ipc/contract/index'
import type { Contract } from '../../electron/ipc/contract'
import { may, type Permission, roles } from '../../electron/ipc/permissions'
import { type Clients, createClients } from '../../electron/ipc/rpc-client'
import { RpcServer } from '../../electron/ipc/rpc-server'
import { ServiceError } from '../../electron/ipc/service-error'
import { createPortPair } from '../../electron/ipc/transports/in-memory-port'
import { PeopleService } from '../../electron/services/people-service'
import { type LibraryFolder, openLibraryFolder } from '../../electron/storage/library-folder'
import { readAuditEntries } from '../../electron/storage/audit-log'
import { temporaryFolder } from './storage-fixtures'

/** Every call that asks for more than a profile. A call of a contract that is not named here must be harmless for everybody. */
const restricted: Readonly<Record<Exclude<Permission, 'look'>, readonly string[]>> = {
  open: ['app.info', 'app.log', 'people.list', 'people.me', 'people.choose', 'people.create', 'people.settings', 'audit.state'],
  annotate: [
    'masks.applyStroke', 'masks.undo', 'masks.redo', 'masks.goTo', 'masks.approve', 'masks.reopen', 'segmentation.segmentFrame', 'segmentation.segmentRun', 'review.submit',
    'labels.chooseScheme', 'labels.createScheme', 'labels.renameScheme', 'labels.createLabel', 'labels.addLabel', 'labels.changeLabel', 'labels.moveLabel', 'exchange.importForFrame', 'measurements.calibrate', 'measurements.removeCalibration', 'readings.start', 'readings.finish', 'readings.discard',
  ],
  review: ['review.return', 'review.assign', 'labels.removeScheme', 'labels.removeLabel', 'readings.adjudicate', 'readings.decide'],
  research: ['models.publish', 'models.rollback', 'distillation.start', 'distillation.pause', 'distillation.resume', 'distillation.cancel'],
  administer: ['people.update', 'people.changeSettings', 'library.removeSeries'],
}

let temporary: ReturnType<typeof temporaryFolder>
let library: LibraryFolder
let people: PeopleService
let server: RpcServer

function reached(): never {
  throw new ServiceError('not-found', 'reached')
}

/** Services that only tell that a call has come through, beside the real one of the people. */
beforeEach(async () => {
  temporary = temporaryFolder()
  library = await openLibraryFolder(temporary.folder)
  people = new PeopleService({ database: library.database, userName: 'Ada' })
  server = new RpcServer({ log: () => undefined, admit: people.admit })
  server.register(contracts.people, people.implementation, people.events)
  for (const contract of Object.values(contracts) as Contract[]) {
    if (contract.name !== 'people') server.register(contract, Object.fromEntries(Object.keys(contract.calls).map((method) => [method, reached])))
  }
})
afterEach(() => {
  server.close()
  library.close()
  temporary.remove()
})

function connect(): Clients<typeof contracts> {
  const [here, there] = createPortPair()
  server.connect(there)
  return createClients(here, contracts)
}

const calls = Object.entries(contracts).flatMap(([service, contract]: [string, Contract]) =>
  Object.entries(contract.calls).map(([method, { permission = 'look' }]) => ({ service, method, name: `${contract.name}.${method}`, permission })),
)

async function codeOf(answer: Promise<unknown>): Promise<string> {
  return answer.then(() => 'answered', (error: ServiceError) => error.code)
}

describe('every call of every service', () => {
  it('asks for the permission that it should', () => {
    const found = Object.fromEntries(Object.keys(restricted).map((permission) => [permission, calls.filter((each) => each.permission === permission).map(({ name }) => name).toSorted()]))
    expect(found).toEqual(Object.fromEntries(Object.entries(restricted).map(([permission, names]) => [permission, names.toSorted()])))
  })

  it.each([...roles, null])('lets a person who is %s do what the role may, and refuses the rest', async (role) => {
    const clients = connect()
    const person = await clients.people.create({ name: 'Ben', roles: [role ?? 'annotator'] })
    await clients.people.create({ name: 'Cleo', roles: ['annotator'] })
    if (role !== null) await clients.people.choose({ personId: person.id })
    for (const { service, method, name, permission } of calls) {
      if (service === 'people' && permission === 'open') continue
      const call = (clients as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>)[service]![method]!
      const isRefused = (await codeOf(call({}))) === 'forbidden'
      expect({ name, isRefused }).toEqual({ name, isRefused: !may(role === null ? null : { roles: [role] }, permission) })
    }
  })
})

describe('people', () => {
  it('the first one is the user of the system with every role, and is who works while nobody else does', async () => {
    const clients = connect()
    expect(await clients.people.list({})).toMatchObject([{ id: 1, name: 'Ada', roles: [...roles], active: true }])
    expect(await clients.people.me({})).toMatchObject({ name: 'Ada' })
    await clients.people.create({ name: 'Ben', roles: ['annotator'] })
    expect(await clients.people.me({})).toBeNull()
    await expect(clients.masks.get({ instanceId: 1, frame: 0 })).rejects.toMatchObject({ code: 'forbidden', details: { reason: 'nobody' } })
  })

  it('a connection is who was chosen on it, and only it', async () => {
    const [one, other] = [connect(), connect()]
    const ben = await one.people.create({ name: 'Ben', roles: ['annotator'] })
    await one.people.choose({ personId: 1 })
    await other.people.choose({ personId: ben.id })
    expect([(await one.people.me({}))!.name, (await other.people.me({}))!.name]).toEqual(['Ada', 'Ben'])
    expect(await codeOf(other.people.changeSettings({ ownApproval: 'always' }))).toBe('forbidden')
    expect(await one.people.changeSettings({ ownApproval: 'never' })).toEqual({ ownApproval: 'never' })
    await expect(other.models.rollback({})).rejects.toMatchObject({ code: 'forbidden', message: 'Ben may not do this: it takes the role researcher or admin.', details: { reason: 'role', needs: ['researcher', 'admin'] } })
  })

  it('lose their rights on open connections at once, and come no more when they are not active', async () => {
    const [admin, clients] = [connect(), connect()]
    const ben = await admin.people.create({ name: 'Ben', roles: ['reviewer'] })
    await admin.people.choose({ personId: 1 })
    await clients.people.choose({ personId: ben.id })
    expect(await codeOf(clients.review.return({ instanceId: 1, frame: 0, comment: 'no' }))).toBe('not-found')
    await admin.people.update({ personId: ben.id, roles: ['annotator'], active: true })
    expect(await codeOf(clients.review.return({ instanceId: 1, frame: 0, comment: 'no' }))).toBe('forbidden')
    await admin.people.update({ personId: ben.id, roles: ['annotator'], active: false })
    expect(await codeOf(clients.review.note({ instanceId: 1, frame: 0, comment: 'no' }))).toBe('forbidden')
    expect(await codeOf(clients.people.choose({ personId: ben.id }))).toBe('conflict')
  })

  it('enter themselves as annotators only; roles come from an admin, who cannot be the last one to go', async () => {
    const clients = connect()
    const ben = await clients.people.create({ name: 'Ben', roles: ['annotator'] })
    expect(await codeOf(clients.people.create({ name: 'Cleo', roles: ['admin'] }))).toBe('forbidden')
    await clients.people.choose({ personId: ben.id })
    expect(await codeOf(clients.people.create({ name: 'Cleo', roles: ['annotator', 'reviewer'] }))).toBe('forbidden')
    expect(await codeOf(clients.people.update({ personId: ben.id, roles: ['admin'], active: true }))).toBe('forbidden')
    await clients.people.choose({ personId: 1 })
    expect(await codeOf(clients.people.update({ personId: 1, roles: ['annotator'], active: true }))).toBe('conflict')
    expect(await codeOf(clients.people.update({ personId: 1, roles: [...roles], active: false }))).toBe('conflict')
    await clients.people.update({ personId: ben.id, roles: ['admin'], active: true })
    await clients.people.update({ personId: 1, roles: ['annotator'], active: true })
    expect((await clients.people.list({})).map(({ name, roles: own }) => [name, own])).toEqual([['Ada', ['annotator']], ['Ben', ['admin']]])
  })

  it.each([['ben', 'conflict'], ['BEN', 'conflict'], ['', 'invalid-input'], ['  ', 'invalid-input'], ['B\u202Een', 'invalid-input'], ['B\ned', 'invalid-input'], ['x'.repeat(61), 'invalid-input']])('refuse the name %j', async (name, code) => {
    const clients = connect()
    await clients.people.create({ name: ' Ben ', roles: ['annotator'] })
    expect(await codeOf(clients.people.create({ name, roles: ['annotator'] }))).toBe(code)
    expect((await clients.people.list({})).map((person) => person.name)).toEqual(['Ada', 'Ben'])
  })

  it('are audited, with the settings', async () => {
    const clients = connect()
    const ben = await clients.people.create({ name: 'Ben', roles: ['annotator'] })
    await clients.people.choose({ personId: 1 })
    await clients.people.update({ personId: ben.id, roles: ['reviewer'], active: false })
    await clients.people.changeSettings({ ownApproval: 'always' })
    expect(readAuditEntries(library.database, 0, 10).map(({ who, act, reason }) => `${who}: ${act}: ${reason}`)).toEqual([
      'Ada: profile: create: Ada: annotator, reviewer, researcher, admin',
      'Ada: profile: create: Ben: annotator',
      'Ada: profile: change: Ben: annotator → reviewer (inactive)',
      'Ada: settings: change: {"ownApproval":"alone"} → {"ownApproval":"always"}',
    ])
  })
})
