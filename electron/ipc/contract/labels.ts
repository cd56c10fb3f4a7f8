import { z } from 'zod'
import { call, defineContract, event } from '../contract'
import { id, nothing } from './common'

/** The value of a labelled pixel. 0 is background and no label. */
export const labelId = z.number().int().min(1).max(255)

const labelName = z.string().trim().min(1).max(40)
const colour = z.string().regex(/^#[0-9a-f]{6}$/, 'expected a colour such as #ff7a45')

/** What a pixel's value means. A value means the same in every scheme and in every mask of the library. */
export const label = z.object({
  id: labelId,
  name: labelName,
  /** #rrggbb, lower case. */
  colour,
  /** Whether it is foreground for training: an artery is, a catheter is not. */
  vessel: z.boolean(),
  /** No tool changes its pixels or adds any. */
  locked: z.boolean(),
  /** A hidden label is not drawn; what cannot be seen is not changed either. */
  visible: z.boolean(),
})
export type Label = z.infer<typeof label>

/** A named choice of labels, in the order in which they are offered. */
export const labelScheme = z.object({ id, name: z.string(), labelIds: z.array(labelId) })
export type LabelScheme = z.infer<typeof labelScheme>

/** Everything about labels in a library. */
export const labelBook = z.object({
  /** Every label that any pixel may have, those outside of all schemes included; by id. */
  labels: z.array(label),
  schemes: z.array(labelScheme),
  activeSchemeId: id,
})
export type LabelBook = z.infer<typeof labelBook>

const schemeName = z.string().trim().min(1).max(60)
const schemeKey = z.object({ schemeId: id })
const inScheme = schemeKey.extend({ labelId })

/** Label schemes. Every change answers with the whole book, which is small. */
export const labelsContract = defineContract({
  name: 'labels',
  calls: {
    get: call({ input: nothing, output: labelBook }),
    /** Makes the scheme the one that the viewer offers. */
    chooseScheme: call({ input: schemeKey, output: labelBook, permission: 'annotate' }),
    /** A new scheme with these labels, which becomes the active one. */
    createScheme: call({ input: z.object({ name: schemeName, labelIds: z.array(labelId).min(1) }), output: labelBook, permission: 'annotate' }),
    renameScheme: call({ input: schemeKey.extend({ name: schemeName }), output: labelBook, permission: 'annotate' }),
    /** Removes a scheme; its labels stay known. Fails with `conflict` for the last one. */
    removeScheme: call({ input: schemeKey, output: labelBook, permission: 'review' }),
    /** A new label at the end of the scheme, with an id that nothing uses. */
    createLabel: call({ input: schemeKey.extend({ name: labelName, colour, vessel: z.boolean() }), output: labelBook, permission: 'annotate' }),
    /** Puts a label that is known already at the end of the scheme. */
    addLabel: call({ input: inScheme, output: labelBook, permission: 'annotate' }),
    changeLabel: call({ input: label.partial().required({ id: true }), output: labelBook, permission: 'annotate' }),
    /** Puts the label at this place of the scheme, from 0. */
    moveLabel: call({ input: inScheme.extend({ position: z.number().int().nonnegative() }), output: labelBook, permission: 'annotate' }),
    /**
     * Takes the label out of the scheme. When masks use it, this fails with `conflict` and the number of frames in the message until
     * `confirmed` is true; pixels keep the label, which stays known by name and colour. A label that nothing uses any more is forgotten.
     */
    removeLabel: call({ input: inScheme.extend({ confirmed: z.boolean() }), output: labelBook, permission: 'review' }),
  },
  events: { changed: event(labelBook) },
})
