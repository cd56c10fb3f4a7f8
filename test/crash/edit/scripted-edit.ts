import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writePng } from '../../../electron/dicom/picture/write-png'
import type { contracts } from '../../../electron/ipc/contract/index'
import type { Clients } from '../../../electron/ipc/rpc-client'
import { encodeRuns } from '../../../electron/ipc/run-length'
import type { createTestRandom } from '../../helpers/test-random'
import { FrameModel } from './edit-model'

export type Random = ReturnType<typeof createTestRandom>
type Services = Pick<Clients<typeof contracts>, 'masks' | 'exchange' | 'segmentation' | 'labels'>

/** One act on its way: what is done, on which frame, and how that frame looks when it has been done. */
export interface Act {
  readonly name: string
  /** The frame as it was and as it will be; null for acts on the library. */
  readonly frame: { readonly before: FrameModel; readonly after: FrameModel } | null
  /** A picture that is being imported. */
  readonly file: string | null
  /** A label that is getting another colour. */
  readonly label: { readonly id: number; readonly colour: string } | null
  send(services: Services): Promise<unknown>
}

/** The one who edits: frames as acknowledged, and pictures that were imported for certain. */
export class ScriptedEdit {
  readonly frames: FrameModel[] = []
  readonly imported = new Set<string>()
  /** Colours of labels as acknowledged. */
  readonly colours = new Map<number, string>()
  private pictures = 0

  constructor(
    private readonly random: Random,
    private readonly picturesFolder: string,
  ) {}

  /** The next act: mostly strokes, as in life. */
  async next(): Promise<Act> {
    const frame = this.frames[this.random(0, this.frames.length - 1)]!
    if (frame.status === 'approved') return this.act('reopen', frame, (after) => (after.status = 'corrected'), ({ masks }) => masks.reopen(frame.key))
    const choice = this.random()
    if (choice < 0.13 && frame.applied > 0) return this.act('undo', frame, (after) => after.goTo(frame.applied - 1), ({ masks }) => masks.undo(frame.key))
    if (choice < 0.22 && frame.applied < frame.acts) return this.act('redo', frame, (after) => after.goTo(frame.applied + 1), ({ masks }) => masks.redo(frame.key))
    if (choice < 0.28 && frame.acts > 1) return this.jump(frame)
    if (choice < 0.35) return this.act('segment', frame, (after) => after.segment(), ({ segmentation }) => segmentation.segmentFrame(frame.key))
    if (choice < 0.42 && frame.revision > 0 && frame.status !== 'unannotated') return this.act('approve', frame, (after) => (after.status = 'approved'), ({ masks }) => masks.approve(frame.key))
    if (choice < 0.46) return this.changeLabel()
    return choice < 0.53 ? this.importPicture() : this.stroke(frame)
  }

  /** The answer came: what was done is there for good. */
  acknowledged({ frame, file, label }: Act): void {
    if (frame) this.frames[this.frames.indexOf(frame.before)] = frame.after
    if (file) this.imported.add(file)
    if (label) this.colours.set(label.id, label.colour)
  }

  private act(name: string, before: FrameModel, change: (after: FrameModel) => void, send: Act['send']): Act {
    const after = before.copy()
    change(after)
    return { name, frame: { before, after }, file: null, label: null, send }
  }

  /** To any act of the history, as by a click in its list. */
  private jump(frame: FrameModel): Act {
    const place = (frame.applied + this.random(1, frame.acts)) % (frame.acts + 1)
    return this.act('history jump', frame, (after) => after.goTo(place), ({ masks }) => masks.goTo({ ...frame.key, sequence: place }))
  }

  private changeLabel(): Act {
    const label = { id: this.random(1, 16), colour: `#${this.random(0, 0xffffff).toString(16).padStart(6, '0')}` }
    return { name: 'label edit', frame: null, file: null, label, send: ({ labels }) => labels.changeLabel(label) }
  }

  private stroke(frame: FrameModel): Act {
    const { random } = this
    const width = random(1, 60)
    const height = random(1, 60)
    const rect = { x: random(0, frame.columns - width), y: random(0, frame.rows - height), width, height }
    const label = random(0, 3)
    const inside = new Uint8Array(width * height).map((_, index) => ((index * 7 + label) % 11 < 6 ? label : 0))
    const labels = encodeRuns(inside)
    return this.act('stroke', frame, (after) => after.paint(rect, inside), ({ masks }) => masks.applyStroke({ ...frame.key, baseRevision: frame.revision, name: 'brush', rect, labels }))
  }

  private async importPicture(): Promise<Act> {
    const name = `picture-${this.pictures++}.png`
    const path = join(this.picturesFolder, name)
    mkdirSync(this.picturesFolder, { recursive: true })
    writeFileSync(path, await writePng(new Uint8Array(48 * 48).map(() => this.random(0, 255)), 48, 48))
    return { name: 'import', frame: null, file: name, label: null, send: ({ exchange }) => exchange.importPaths({ paths: [path], deidentify: null }) }
  }
}
