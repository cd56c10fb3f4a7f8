import { useEffect, useMemo } from 'react'
import type { Instance } from '../../electron/ipc/contract/index'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import type { Scale } from './length'
import { measureActs } from './measure-acts'
import { scaleFor, useMeasurements } from './measurement-store'

/** Says how large the pixels of an image are, by its id. */
export type Scales = (instanceId: number) => Scale

/** The scales of these images as calibrations come and go; those that are not known yet are asked for. */
export function useScales(images: readonly Instance[]): Scales {
  const byInstance = useMeasurements((state) => state.byInstance)
  const atDetector = useMeasurements((state) => state.atDetector)
  useEffect(() => {
    measureActs().load(images.map(({ id }) => id)).catch((error: unknown) => notify('error', messageOf(error)))
  }, [images])
  return useMemo(() => {
    const scales = new Map(images.map((image) => [image.id, scaleFor({ byInstance, atDetector }, image)]))
    return (instanceId) => scales.get(instanceId) ?? { unit: 'px' }
  }, [images, byInstance, atDetector])
}
