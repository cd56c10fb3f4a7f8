import { z } from 'zod'

const origin = z.object({ sopInstanceUid: z.string().max(64), frameNumber: z.number().int().positive() })

/** The frame that an image of a COCO file was made from, where this program has written it. */
export function originOf(provenance: unknown): z.infer<typeof origin> | null {
  const found = origin.safeParse(provenance)
  return found.success ? found.data : null
}
