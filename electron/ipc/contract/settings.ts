import { z } from 'zod'
import { call, defineContract, event } from '../contract'
import { id, nothing } from './common'
import { seriesQuery } from './library'

/** How the study browser was left. */
export const browserSettings = z.object({
  query: seriesQuery,
  /** The series at the upper edge of the list, and how many pixels of it are above that edge. */
  top: z.object({ seriesId: id, offset: z.number() }).nullable(),
  lastInstanceId: id.nullable(),
})
export type BrowserSettings = z.infer<typeof browserSettings>

/** How the images stand in the window, and what is beside them. */
export const arrangementSettings = z.object({
  layout: z.enum(['1x1', '1x2', '2x2']),
  /** How images side by side scroll together. */
  link: z.enum(['off', 'frame', 'offset', 'position']),
  sidePanel: z.enum(['studies', 'worklist']),
})
export type ArrangementSettings = z.infer<typeof arrangementSettings>

/** What a person has set for themselves in this library. A new setting is a field here and its value in `usualSettings`. */
export const userSettings = z.object({
  /** Keys by command, where they differ from the program's own: see `renderer/shortcuts/commands.ts`. */
  shortcuts: z.record(z.string().max(80), z.array(z.string().min(1).max(40)).max(8)),
  browser: browserSettings,
  arrangement: arrangementSettings,
  /** Window centre and width by place. */
  windows: z.array(z.object({ center: z.number(), width: z.number().positive() }).nullable()).max(9),
})
export type UserSettings = z.infer<typeof userSettings>

/** What holds until a person changes it. */
export const usualSettings: UserSettings = {
  shortcuts: {},
  browser: { query: { search: '', filters: { choices: {}, from: null, to: null }, sort: 'newest' }, top: null, lastInstanceId: null },
  arrangement: { layout: '1x1', link: 'off', sidePanel: 'studies' },
  windows: [],
}

/** A person's settings: kept with the library, so that they outlive the page, its port and the browser's own storage. */
export const settingsContract = defineContract({
  name: 'settings',
  calls: {
    get: call({ input: nothing, output: userSettings }),
    /** Replaces the fields that are given; on disk when it resolves. */
    change: call({ input: userSettings.partial(), output: nothing }),
  },
  events: { changed: event(z.object({ person: z.string(), settings: userSettings })) },
})
