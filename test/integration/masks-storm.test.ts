import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Client } from '../../electron/ipc/contract'
import type { masksContract } from '../../electron/ipc/contract/index'
import { withLocked } from '../../electron/ipc/label-lock'
import { MasksService } from '../../electron/services/masks-service'
import { findAuditBreak } from '../../electron/storage/audit-log'
import { openLibraryFolder, type LibraryFolder } from '../../electron/storage/library-folder'
import type { PaintRule, Point } from '../../renderer/masks/capsule'
import type { FrameMask } from '../../renderer/masks/frame-mask'
import { FrameMaskStore } from '../../renderer/masks/frame-mask-store'
import { flood } from '../../renderer/masks/regions/flood'
import { holesOf, smallIslands } from '../../renderer/masks/regions/islands'
import { grown, shrunk, smoothed } from '../../renderer/masks/regions/morphology'
import { polygonSpans } from '../../renderer/masks/regions/polygon'
import { withShape, withSpans } from '../../renderer/masks/regions/relabel'
import { contextOf } from '../helpers/call-context'
import { createTestRandom } from '../helpers/test-random'
import { addInstanceRow, headerOf, temporaryFolder } from './storage-fixtures'

/** 10,000 acts in every run of the tests; `LIGHTVESSEL_ACTS=100000` for the whole storm. */
const count = Number(process.env['LIGHTVESSEL_ACTS'] ?? 10_000)
const size = { rows: 40, columns: 48, frames: 3 }

/** What the histories should be, told without the code under test: the hash of the labels after each act of each frame. */
interface Expected {
  readonly hashes: string[]
  at: number
}

it(
  `${count} random acts by tools, models, imports and history: undo all leads to the very start, redo all to the very end`,
  async () => {
    const temporary = temporaryFolder()
    const random = createTestRandom(11)
    let library: LibraryFolder
    let service: MasksService
    let store: FrameMaskStore
    const open = async (): Promise<void> => {
      library = await openLibraryFolder(temporary.folder)
      // The disk is not what is tested here: without waiting for it, 100,000 transactions take minutes and not an hour.
      library.database.execute('PRAGMA synchronous = OFF')
      // Nothing is folded, so that the very start can be reached; folding has a test of its own.
      service = new MasksService({ database: library.database, historyBudget: Infinity })
      store = new FrameMaskStore(clientOf(service), () => 'annotator')
    }
    await open()
    const instanceId = addInstanceRow(library!.database, headerOf(size))
    const expected: Expected[] = Array.from({ length: size.frames }, () => ({ hashes: [hashOf(new Uint8Array(size.rows * size.columns))], at: 0 }))
    const tally = new Map<string, number>()
    const keyOf = (frame: number) => ({ instanceId, frame })

    for (let act = 0; act < count; act++) {
      const frame = random(0, size.frames - 1)
      const model = expected[frame]!
      const mask = await store!.load(keyOf(frame))
      const before = hashOf(mask.labels)
      const kind = pick(random)
      tally.set(kind, (tally.get(kind) ?? 0) + 1)
      if (kind === 'undo') {
        if (model.at > 0) model.at--
        store!.undo(mask)
      } else if (kind === 'redo') {
        if (model.at < model.hashes.length - 1) model.at++
        store!.redo(mask)
      } else if (kind === 'go to') {
        model.at = Math.min(model.hashes.length - 1, Math.max(0, model.at + random(-30, 30)))
        store!.goTo(mask, model.at)
      } else if (kind === 'model' || kind === 'import') {
        const author = { kind, name: kind } as const
        const labels = Uint8Array.from(mask.labels, (label) => (random() < 0.06 ? random(0, 2) : label))
        await store!.replacing(mask.key, async () => service.announced(mask.key, service.store.replace(mask.key, { name: kind, author, status: kind === 'model' ? 'predicted' : 'corrected' }, labels)))
        advance(model, hashOf(labels))
      } else if (kind === 'stale') {
        expect(() => service.store.applyPatch(mask.key, mask.facts.history.revision + 1, { name: 'stale', author: { kind: 'human', name: 'x' }, status: 'corrected' }, { x: 0, y: 0, width: 1, height: 1 }, Uint8Array.from([1, 1]))).toThrow('changed elsewhere')
      } else if (kind === 'approved') {
        if (model.at > 0 || mask.facts.lastAuthor !== null) {
          const approved = await store!.step(mask, async () => {
            await clientOf(service).approve(mask.key)
            return { status: 'approved' }
          })
          expect(approved).toBe(true)
          store!.undo(mask)
          store!.reopen(mask)
        }
      } else if (kind === 'restart') {
        library!.close()
        await open()
      } else if (kind === 'stroke' || kind === 'cancelled stroke') {
        store!.beginStroke(mask, ruleOf(random), 'stroke')
        for (let move = random(1, 4); move > 0; move--) {
          const dirty = mask.stroke!.extend(Array.from({ length: random(1, 3) }, () => ({ ...placeIn(random), radius: 0.5 + random() * 4 })))
          if (dirty !== null) store!.strokeExtended(mask, dirty)
        }
        const painted = hashOf(mask.labels)
        // The stroke is an act when its rectangle is not empty, even if it paints a pixel back to what it was.
        const acts = kind === 'stroke' && mask.stroke!.dirty !== null
        if (kind === 'stroke') store!.finishStroke(mask)
        else store!.cancelStroke(mask)
        if (acts) advance(model, painted)
      } else {
        const after = changes[kind](mask, random, (await store!.load(keyOf(random(0, size.frames - 1)))).labels)
        const done = store!.change(mask, after, kind)
        expect(done !== null).toBe(hashOf(after) !== before)
        if (done !== null) advance(model, hashOf(after))
      }
      const now = await store!.load(keyOf(frame))
      await settled(now)
      const stored = library!.database.get<{ hash: string; act: number }>('SELECT hash, act FROM mask WHERE instance_id = ? AND frame = ?', instanceId, frame)
      const seen = hashOf(now.labels)
      if (seen !== model.hashes[model.at] || (stored && (stored.hash !== seen || stored.act !== model.at))) {
        throw new Error(`act ${act} (${kind}) on frame ${frame}: page ${seen.slice(0, 8)}, store ${stored?.hash.slice(0, 8)} at ${stored?.act}, expected ${model.hashes[model.at]!.slice(0, 8)} at ${model.at}`)
      }
    }

    const lengths = expected.map(({ hashes }) => hashes.length - 1)
    for (const [frame, { hashes }] of expected.entries()) {
      const mask = await store!.load(keyOf(frame))
      expect(mask.facts.history).toMatchObject({ undoable: expected[frame]!.at, redoable: hashes.length - 1 - expected[frame]!.at })
      store!.goTo(mask, hashes.length - 1)
      await settled(mask)
      const end = mask.labels.slice()
      for (let step = hashes.length - 2; step >= 0; step--) {
        service!.store.undo(mask.key, 'annotator')
        const { hash } = library!.database.get<{ hash: string }>('SELECT hash FROM mask WHERE instance_id = ? AND frame = ?', instanceId, frame)!
        if (hash !== hashes[step]) throw new Error(`undo to act ${step} of frame ${frame} led elsewhere`)
      }
      await store!.discard(mask)
      expect(mask.labels).toEqual(new Uint8Array(size.rows * size.columns))
      for (let step = 1; step < hashes.length; step++) service!.store.redo(mask.key, 'annotator')
      await store!.discard(mask)
      expect(mask.labels).toEqual(end)
      expect(mask.pixels).toBe(end.filter((label) => label !== 0).length)
    }
    expect(await findAuditBreak(library!.database)).toBeNull()
    console.log(`${count} acts: ${[...tally].map(([name, times]) => `${name} ${times}`).join(', ')}; histories of ${lengths.join(', ')} acts`)
    expect(Math.min(...lengths)).toBeGreaterThan(count / 20)
    library!.close()
    temporary.remove()
  },
  3_600_000,
)

/** How often each kind comes, relative to the others. */
const weights = {
  stroke: 30, 'cancelled stroke': 3, lasso: 8, scissors: 3, fill: 8, holes: 4, islands: 4, grow: 3, shrink: 3, smooth: 3, copy: 2,
  model: 3, import: 2, undo: 8, redo: 6, 'go to': 1, stale: 1, approved: 0.5, restart: 0.02,
} as const
type Kind = keyof typeof weights
const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0)

function pick(random: () => number): Kind {
  let left = random() * total
  for (const [kind, weight] of Object.entries(weights)) if ((left -= weight) < 0) return kind as Kind
  return 'stroke'
}

type Random = (low?: number, high?: number) => number

/** The tools that change a mask as a whole: the labels afterwards. */
const changes: Record<Exclude<Kind, 'stroke' | 'cancelled stroke' | 'model' | 'import' | 'undo' | 'redo' | 'go to' | 'stale' | 'approved' | 'restart'>, (mask: FrameMask, random: Random, other: Uint8Array) => Uint8Array> = {
  lasso: (mask, random) => withSpans(mask.labels, size.columns, polygonSpans(outlineIn(random), size.columns, size.rows), ruleOf(random)),
  scissors: (mask, random) => withSpans(mask.labels, size.columns, polygonSpans(outlineIn(random), size.columns, size.rows), { ...ruleOf(random), label: 0 }),
  fill: (mask, random) => withSpans(mask.labels, size.columns, flood(mask, random(0, size.columns - 1), random(0, size.rows - 1)).spans, ruleOf(random)),
  holes: (mask) => withSpans(mask.labels, size.columns, holesOf(mask, 1).spans, { label: 1, writable: new Uint8Array(256).fill(1) }),
  islands: (mask, random) => withSpans(mask.labels, size.columns, smallIslands(mask, random(1, 3), random(2, 12)).spans, { label: 0, writable: new Uint8Array(256).fill(1) }),
  grow: (mask, random) => withShape(mask.labels, grown(mask, 1, random(1, 2)), { ...ruleOf(random), label: 1 }),
  shrink: (mask, random) => withShape(mask.labels, shrunk(mask, 1, random(1, 2)), { ...ruleOf(random), label: 1 }),
  smooth: (mask, random) => withShape(mask.labels, smoothed(mask, 2, 1), { ...ruleOf(random), label: 2 }),
  copy: (mask, random, other) => withLocked(mask.labels, other, ruleOf(random).writable),
}


/** A label to paint, or none; sometimes one label is locked. */
function ruleOf(random: Random): PaintRule {
  const writable = new Uint8Array(256).fill(1)
  if (random() < 0.3) writable[random(1, 4)] = 0
  const label = random(0, 4)
  return { label: writable[label] === 1 ? label : 0, writable }
}

function placeIn(random: Random): Point {
  return { x: random() * (size.columns + 8) - 4, y: random() * (size.rows + 8) - 4 }
}

function outlineIn(random: Random): Point[] {
  const centre = placeIn(random)
  return Array.from({ length: random(3, 7) }, () => ({ x: centre.x + random(-9, 9), y: centre.y + random(-9, 9) }))
}

/** What is done after something was undone takes the place of that. */
function advance(model: Expected, hash: string): void {
  model.hashes.length = model.at + 1
  model.hashes.push(hash)
  model.at++
}

function hashOf(labels: Uint8Array): string {
  return createHash('sha256').update(labels).digest('hex')
}

async function settled(mask: FrameMask): Promise<void> {
  while (!mask.settled) await new Promise((done) => setImmediate(done))
}

/** The service without a wire between. */
function clientOf(service: MasksService): Client<typeof masksContract> {
  const context = contextOf('annotator')
  const calls = Object.fromEntries(Object.entries(service.implementation).map(([name, call]) => [name, async (input: unknown) => (call as (input: unknown, context: unknown) => unknown)(input, context)]))
  return { ...calls, on: (_name: string, listener: (payload: unknown) => void) => service.events.subscribe((_event, payload) => listener(payload)) } as unknown as Client<typeof masksContract>
}
