import { z } from 'zod'
import { call, defineContract } from '../contract'
import { bytes } from './common'
import { rawFrame } from './engine'
import { correction, correctionInput, traceInput, vesselLine } from './vessel'

/** Names one frame as one student sees it. */
const mapsName = z.string()

/** What the vessel engine answers: vessel analysis without TensorFlow, in a process that is never busy with a net. Only services talk to it. */
export const vesselEngineContract = defineContract({
  name: 'vesselEngine',
  calls: {
    /** Computes and keeps the maps of a frame. */
    prepare: call({ input: z.object({ maps: mapsName, frame: rawFrame, probability: bytes.nullable() }), output: z.object({ evidence: bytes }) }),
    /** These fail with `not-found` when the maps are not known (any more). */
    trace: call({ input: traceInput.extend({ maps: mapsName }), output: z.object({ line: vesselLine }) }),
    correct: call({ input: correctionInput.extend({ maps: mapsName }), output: correction.nullable() }),
  },
  events: {},
})
