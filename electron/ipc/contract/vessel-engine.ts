import { z } from 'zod'
import { call, defineContract } from '../contract'
import { bytes, nothing } from './common'
import { rawFrame } from './engine'
import { propagationMethod, proposal } from './propagation'
import { differenceRegion } from './readings'
import { correction, correctionInput, traceInput, vesselLine } from './vessel'

/** Names one frame as one student sees it. */
const mapsName = z.string()

/** What the vessel engine answers: analysis of vessels and of masks without TensorFlow, in a process that is never busy with a net. Only services talk to it. */
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
    /** The mask on the frame next to the last one. Fails with `not-found` when the maps are not known. */
    stepPropagation: call({ input: z.object({ propagation: z.string(), maps: mapsName }), output: proposal.pick({ confidence: true }).extend({ labels: bytes }) }),
    endPropagation: call({ input: z.object({ propagation: z.string() }), output: nothing }),
    /** Where two label images (run-length coded) differ: the regions, and for each pixel 0 or 1 + the place of its region. */
    differences: call({
      input: z.object({ a: bytes, b: bytes, rows: z.number().int().positive(), columns: z.number().int().positive() }),
      output: z.object({ regions: z.array(differenceRegion), regionOf: z.custom<Int32Array>((value) => value instanceof Int32Array, 'expected an Int32Array') }),
    }),
  },
  events: {},
})
