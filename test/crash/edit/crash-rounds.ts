import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { contracts } from '../../../electron/ipc/contract/index'
import { createClients, type Clients } from '../../../electron/ipc/rpc-client'
import { childProcessPort } from '../../../electron/ipc/transports/process-port'
import { createTestRandom } from '../../helpers/test-random'
import { checkLibrary } from './check-library'
import { FrameModel } from './edit-model'
import { type Act, type Random, ScriptedEdit } from './scripted-edit'
import { studiesOf } from '../../helpers/library-studies'

export interface CrashOptions {
  readonly count: number
  readonly seed: number
  /** The bundled `host.ts` and the bundled `reader-worker`. */
  readonly hostFile: string
  readonly workerFile: string
  readonly say: (line: string) => void
}

export interface CrashSummary {
  readonly seed: number
  readonly kills: number
  /** Where the kills fell: while the host started, closed, or by the act whose answer never came. */
  readonly moments: Readonly<Record<string, number>>
  readonly acknowledged: number
  /** Acts without an answer that were on disk all the same. */
  readonly doneUnanswered: number
  readonly failures: readonly string[]
  readonly seconds: number
}

/** After so many kills a fresh library: histories and audit logs that are checked whole would make each round longer. */
const roundsPerLibrary = 40

interface Host {
  readonly child: ChildProcess
  readonly services: Clients<typeof contracts>
  readonly open: Promise<void>
}

/** Kills the host at random moments of a scripted edit, opens the library after each and compares it with what had been acknowledged. */
export async function crashRounds({ count, seed, hostFile, workerFile, say }: CrashOptions): Promise<CrashSummary> {
  const folder = mkdtempSync(join(tmpdir(), 'lightvessel-crash-'))
  const random = createTestRandom(seed)
  const moments: Record<string, number> = {}
  const failures: string[] = []
  let [acknowledged, doneUnanswered, startMs] = [0, 0, 1000]
  const started = performance.now()
  const startHost = (library: string): Host => hostOf(fork(hostFile, [library, workerFile], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }))
  try {
    const template = join(folder, 'template')
    const firstFrames = await prepareTemplate(startHost(template), template)
    let library = ''
    let edit = new ScriptedEdit(random, '')
    for (let round = 0; round < count; round++) {
      if (round % roundsPerLibrary === 0) {
        if (library) rmSync(library, { recursive: true })
        library = join(folder, `library-${round}`)
        cpSync(template, library, { recursive: true })
        edit = new ScriptedEdit(random, join(folder, `pictures-${round}`))
        edit.frames.push(...firstFrames.map((frame) => frame.copy()))
      }
      const forked = performance.now()
      const host = startHost(library)
      const ended = once(host.child, 'exit')
      void host.open.then(() => (startMs = performance.now() - forked), () => undefined)
      const { moment, inFlight, answered } = await editUntilKilled(host, edit, random, startMs)
      await ended
      moments[moment] = (moments[moment] ?? 0) + 1
      acknowledged += answered
      const before = inFlight?.frame ? edit.frames.indexOf(inFlight.frame.before) : -1
      const problems = await checkLibrary(library, edit, inFlight)
      if (before >= 0 && edit.frames[before] === inFlight!.frame!.after) doneUnanswered++
      for (const problem of problems) {
        failures.push(`round ${round} (killed: ${moment}): ${problem}`)
        say(failures.at(-1)!)
      }
      // What is wrong once would be counted in every later round: begin with a fresh library.
      if (problems.length > 0) round += roundsPerLibrary - 1 - (round % roundsPerLibrary)
      if ((round + 1) % 50 === 0) say(`${round + 1} of ${count} kills, ${acknowledged} acts acknowledged, ${failures.length} failures`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const kills = Object.values(moments).reduce((sum, number) => sum + number, 0)
  return { seed, kills, moments, acknowledged, doneUnanswered, failures, seconds: Math.round((performance.now() - started) / 1000) }
}

/** One life of the host: some acts, then its end. */
async function editUntilKilled({ child, services, open }: Host, edit: ScriptedEdit, random: Random, startMs: number): Promise<{ moment: string; inFlight: Act | null; answered: number }> {
  const choice = random()
  if (choice < 0.1) {
    open.catch(() => undefined)
    await wait(random() * startMs)
    child.kill('SIGKILL')
    return { moment: 'start', inFlight: null, answered: 0 }
  }
  await open
  let answered = 0
  for (let left = random(0, 12); left > 0; left--) {
    const act = await edit.next()
    await act.send(services)
    edit.acknowledged(act)
    answered++
  }
  if (choice < 0.2) {
    child.send('close')
    await wait(random() * 40)
    child.kill('SIGKILL')
    return { moment: 'close', inFlight: null, answered }
  }
  const act = await edit.next()
  const answer = act.send(services).then(() => true, () => false)
  await Promise.race([answer, wait(random() * 30)])
  // Killed in the middle of the act, or at once behind it: an answer that is on its way counts.
  child.kill('SIGKILL')
  if (!(await answer)) return { moment: act.name, inFlight: act, answered }
  edit.acknowledged(act)
  return { moment: `behind ${act.name}`, inFlight: null, answered: answered + 1 }
}

function hostOf(child: ChildProcess): Host {
  const open = new Promise<void>((resolve, reject) => {
    child.on('message', (message) => message === 'open' && resolve())
    child.once('exit', () => reject(new Error('the host ended before the library was open')))
  })
  const port = childProcessPort(child)
  return { child, services: createClients({ ...port, onMessage: (listener) => port.onMessage((message) => message !== 'open' && listener(message)) }, contracts), open }
}

/** A library with the demo study, closed in peace; returns its frames. */
async function prepareTemplate({ child, services, open }: Host, folder: string): Promise<FrameModel[]> {
  await open
  const ended = once(child, 'exit')
  const frames: FrameModel[] = []
  while (frames.length === 0) {
    await wait(100)
    for (const study of await studiesOf(services.library)) {
      for (const { id, rows, columns } of study.series.flatMap(({ instances }) => instances)) frames.push(...[0, 1].map((frame) => new FrameModel({ instanceId: id, frame }, rows, columns)))
    }
  }
  child.send('close')
  const [code] = (await ended) as [number | null]
  if (code !== 0) throw new Error(`the host of ${folder} ended with ${code}`)
  return frames
}
