import { readFile, stat } from 'node:fs/promises'
import { z } from 'zod'

/** An annotation file larger than this is no work of a person at this program. */
const mostBytes = 512 * 2 ** 20

const whole = z.number().int().nonnegative()
const polygon = z.array(z.number().finite()).min(6).refine((corners) => corners.length % 2 === 0)
const runs = z.object({ size: z.tuple([whole, whole]), counts: z.union([z.string(), z.array(whole)]) })

const cocoFile = z.object({
  images: z.array(z.object({ id: z.number(), file_name: z.string().max(1000), width: whole, height: whole, provenance: z.unknown().optional() })),
  annotations: z.array(z.object({ image_id: z.number(), category_id: z.number(), segmentation: z.union([runs, z.array(polygon)]) })),
  categories: z.array(z.object({ id: z.number(), name: z.string().min(1), color: z.unknown().optional() })),
})
export type CocoFile = z.infer<typeof cocoFile>

/** Reads an annotation file; null when it is no COCO file at all, a sentence's end when it is one that cannot be used. */
export async function readCocoFile(file: string): Promise<CocoFile | string | null> {
  if ((await stat(file)).size > mostBytes) return `it has more than ${mostBytes / 2 ** 20} MiB`
  let content: unknown
  try {
    content = JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return 'it is not valid JSON'
  }
  const looksLike = z.looseObject({ images: z.unknown(), annotations: z.unknown() }).safeParse(content)
  if (!looksLike.success || looksLike.data.images === undefined || looksLike.data.annotations === undefined) return null
  const parsed = cocoFile.safeParse(content)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return `it is no COCO file of instances: ${issue!.path.join('.')} is not as it should be`
}

const origin = z.object({ sopInstanceUid: z.string().max(64), frameNumber: z.number().int().positive() })

/** The frame that an image of the file was made from, where this program has written it. */
export function originOf({ provenance }: CocoFile['images'][number]): z.infer<typeof origin> | null {
  const found = origin.safeParse(provenance)
  return found.success ? found.data : null
}
