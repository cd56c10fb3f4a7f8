import { randomUUID } from 'node:crypto'
import type { EngineAccess } from '../engine/engine-access'
import type { Implementation } from '../ipc/contract'
import type { FrameKey, Label, PropagationMethod, Proposal, propagationContract, ReviewStatus } from '../ipc/contract/index'
import { ServiceError } from '../ipc/service-error'
import type { LibraryStore } from '../storage/library-store'
import type { MasksService } from './masks-service'
import type { VesselService } from './vessel-service'

export interface PropagationServiceOptions {
  readonly library: Pick<LibraryStore, 'instance'>
  readonly masks: Pick<MasksService, 'store'>
  readonly vessel: Pick<VesselService, 'onMaps'>
  readonly engine: Pick<EngineAccess, 'vessel'>
  readonly labels: () => readonly Label[]
  /** The published student's threshold, 0 … 1. */
  readonly threshold: () => number
}

/** Takes a mask through the frames around it and proposes what they should have. It stores nothing. */
export class PropagationService {
  constructor(private readonly options: PropagationServiceOptions) {}

  readonly implementation: Implementation<typeof propagationContract> = {
    propagate: async ({ instanceId, frame, first, last, method, overReviewed }, { signal, progress, person }) => {
      const { frames } = this.options.library.instance(instanceId).header
      if (first > last || last >= frames || frame < first || frame > last) throw new ServiceError('invalid-input', `Frames ${first + 1} to ${last + 1} are no range around frame ${frame + 1} of ${frames}.`)
      const source = this.options.masks.store.get({ instanceId, frame })
      if (source.status === 'unannotated') throw new ServiceError('conflict', `Frame ${frame + 1} has no mask yet that could be taken to others.`)
      const total = last - first
      const counts = { proposed: 0, kept: 0 }
      for (const direction of [1, -1]) {
        await this.walk({ instanceId, frame }, source.labels, direction === 1 ? last : first, method, signal, (proposal) => {
          const isKept = this.keeps({ instanceId, frame: proposal.frame }, overReviewed, person.name)
          counts[isKept ? 'kept' : 'proposed']++
          progress({ ...proposal, labels: isKept ? null : proposal.labels, done: counts.proposed + counts.kept, total })
        })
      }
      return counts
    },
  }

  /** Steps from a frame to an end, one frame after the other. */
  private async walk(from: FrameKey, labels: Uint8Array, end: number, method: PropagationMethod, signal: AbortSignal, report: (proposal: Proposal) => void): Promise<void> {
    if (from.frame === end) return
    const { engine, vessel } = this.options
    const propagation = randomUUID()
    const step = Math.sign(end - from.frame)
    const known = this.options.labels()
    const vesselLabels = new Uint8Array(256)
    for (const { id, vessel: isVessel } of known) vesselLabels[id] = isVessel ? 1 : 0
    const defaultLabel = known.find((label) => label.vessel)?.id ?? 1
    vesselLabels[defaultLabel] = 1
    const threshold = this.options.threshold()
    try {
      await vessel.onMaps(from, (client, maps) => client.beginPropagation({ propagation, maps, labels, method, vesselLabels, defaultLabel, threshold }))
      for (let frame = from.frame + step; ; frame += step) {
        signal.throwIfAborted()
        const proposed = await vessel.onMaps({ ...from, frame }, (client, maps) => client.stepPropagation({ propagation, maps }))
        report({ frame, ...proposed })
        if (frame === end) return
      }
    } finally {
      // An engine that has died has forgotten it anyway, and said so above.
      await engine.vessel((client) => client.endPropagation({ propagation })).catch(() => undefined)
    }
  }

  /** Whether the frame keeps its mask: it is reviewed, or somebody else is reading it. */
  private keeps(key: FrameKey, overReviewed: boolean, who: string): boolean {
    const { store } = this.options.masks
    const status: ReviewStatus = store.status(key)
    const reader = store.openReading(key)?.reader ?? who
    return reader !== who || status === 'approved' || (!overReviewed && (status === 'corrected' || status === 'returned'))
  }
}
