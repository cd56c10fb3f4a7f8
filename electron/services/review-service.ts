import type { ActingPerson } from '../ipc/caller'
import type { Implementation } from '../ipc/contract'
import type { FrameKey, FrameReview, reviewContract } from '../ipc/contract/index'
import { ServiceEvents } from '../ipc/emitter'
import { may } from '../ipc/permissions'
import { assignSeries, readAssignments } from '../storage/assignments'
import type { Database } from '../storage/database'
import { addFrameTimes, readFrameTime } from '../storage/frame-times'
import { readFrameSize, readMask } from '../storage/mask-rows'
import { PersonStore } from '../storage/person-store'
import { readReviewNotes } from '../storage/review-notes'
import { ReviewStore } from '../storage/review-store'
import { readWorklist } from '../storage/worklist'
import type { MasksService } from './masks-service'
import { approvalRefusal } from './review-rules'

export interface ReviewServiceOptions {
  readonly database: Database
  readonly masks: MasksService
}

/** Masks on their way between annotators and reviewers: handing in, returning, what was said, whose turn it is and how long it took. */
export class ReviewService {
  readonly events = new ServiceEvents<typeof reviewContract>()
  private readonly store: ReviewStore
  private readonly people: PersonStore
  /** The frame that was told of last, and how its review stood: strokes come in series on one frame and change nothing of it. */
  private told = ''

  constructor(private readonly options: ReviewServiceOptions) {
    this.store = new ReviewStore(options.database)
    this.people = new PersonStore(options.database)
    // Approvals, predictions and strokes change the work of somebody too.
    options.masks.events.subscribe((_name, payload) => this.maskChanged(payload as FrameKey))
  }

  readonly implementation: Implementation<typeof reviewContract> = {
    frame: (key, { person }) => this.frame(key, person),
    submit: ({ comment, ...key }, { person }) => this.options.masks.announced(key, { status: this.store.submit(key, person.name, comment) }),
    return: ({ comment, ...key }, { person }) => this.options.masks.announced(key, { status: this.store.return(key, person.name, comment) }),
    note: ({ comment, ...key }, { person }) => {
      this.store.note(key, person.name, comment)
      this.announce(key)
      return {}
    },
    worklist: ({ unassigned, limit }, { person }) =>
      readWorklist(this.options.database, {
        person,
        annotates: person.roles.includes('annotator') || person.roles.includes('admin'),
        reviews: may(person, 'review'),
        reviewsOwn: this.people.allowsOwnApproval(),
        unassigned,
        limit,
      }),
    assignments: () => readAssignments(this.options.database),
    assign: ({ seriesIds, duty, personId }, { person }) => {
      assignSeries(this.options.database, seriesIds, duty, personId, person.name)
      this.events.emit('changed', { frame: null })
      return {}
    },
    spend: ({ entries }, { person }) => {
      addFrameTimes(this.options.database, person.id, entries)
      return {}
    },
  }

  private frame(key: FrameKey, person: ActingPerson): FrameReview {
    const { database } = this.options
    readFrameSize(database, key)
    const author = readMask(database, key)?.author
    return {
      notes: readReviewNotes(database, key),
      submitted: this.store.isSubmitted(key),
      lastCorrectedBy: author?.kind === 'human' ? author.name : null,
      refusal: approvalRefusal(database, key, person)?.message ?? null,
      milliseconds: readFrameTime(database, key, person.id),
    }
  }

  private maskChanged(key: FrameKey): void {
    const now = `${key.instanceId}/${key.frame} ${this.store.standing(key)}`
    if (now === this.told) return
    this.told = now
    this.announce(key)
  }

  private announce({ instanceId, frame }: FrameKey): void {
    this.events.emit('changed', { frame: { instanceId, frame } })
  }
}
