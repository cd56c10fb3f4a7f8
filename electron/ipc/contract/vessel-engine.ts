import { z } from 'zod'
import { call, defineContract } from '../contract'
import { bytes, nothing } from './common'
import { rawFrame } from './engine'
import { propagationMethod, proposal } from './propagation'
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
    /** Begins to take a mask from frame to frame, under a name of the caller's choice. */
    beginPropagation: call({
      input: z.object({
        propagation: z.string(),
        maps: mapsName,
        labels: bytes,
        method: propagationMethod,
        /** 256 entries by label: 1 where it is a vessel. */
        vesselLabels: bytes,
        defaultLabel: z.number().int().min(1).max(255),
        threshold: z.number(),
      }),
      output: nothing,
    }),
    /** The mask on the frame next to the last one. Fails with `not-found` when the propagation or the maps are not known. */
    stepPropagation: call({ input: z.object({ propagation: z.string(), maps: mapsName }), output: proposal.pick({ confidence: true }).extend({ labels: bytes }) }),
    endPropagation: call({ input: z.object({ propagation: z.string() }), output: nothing }),
  },
  events: {},
})
