import { z } from 'zod'

const whole = z.number().int().nonnegative()
/** Numbers are looked at in one go: a file may have millions. */
const numbers = z.custom<number[]>((value) => Array.isArray(value) && value.every((each) => typeof each === 'number' && Number.isFinite(each)))
const polygon = numbers.refine((corners) => corners.length >= 6 && corners.length % 2 === 0)
const counts = numbers.refine((lengths) => lengths.every((length) => Number.isInteger(length) && length >= 0))
const runs = z.object({ size: z.tuple([whole, whole]), counts: z.union([z.string(), counts]) })

/** A COCO file of instances, as far as it is understood here. */
export const cocoFile = z.object({
  images: z.array(z.object({ id: z.number(), file_name: z.string().max(1000), width: whole, height: whole, provenance: z.unknown().optional() })),
  annotations: z.array(z.object({ image_id: z.number(), category_id: z.number(), segmentation: z.union([runs, z.array(polygon)]) })),
  categories: z.array(z.object({ id: z.number(), name: z.string().min(1), color: z.unknown().optional() })),
})
export type CocoFile = z.infer<typeof cocoFile>
