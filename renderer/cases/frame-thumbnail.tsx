import { IconPhotoOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { classify, countedLabels } from '../comparison/agreement-classes'
import { classPixels } from '../comparison/agreement-colours'
import type { SideLabels } from '../comparison/compared-frames'
import { sourceName } from '../comparison/comparison-store'
import { useServices } from '../connection/services'
import { useLabels } from '../labels/label-store'
import type { Instance, MaskSource } from '../../electron/ipc/contract/index'
import type { FrameImage } from '../viewport/frame-image'
import css from './cases.module.css'

interface FrameThumbnailProps {
  readonly image: Instance
  readonly frame: number
  readonly a: MaskSource
  /** The same as A shows one mask alone. */
  readonly b: MaskSource
  readonly label: string
}

/** A frame in small with the agreement of two masks over it. */
export function FrameThumbnail({ image: instance, frame, a, b, label }: FrameThumbnailProps) {
  const { compared, frames } = useServices()
  const canvas = useRef<HTMLCanvasElement>(null)
  const picture = useQuery({
    queryKey: ['thumbnail-frame', instance.id, frame, sourceName(a), sourceName(b)],
    queryFn: async () => {
      const key = { instanceId: instance.id, frame }
      const image = await frames.load(instance, frame)
      return { image, a: await compared.load(key, a, instance), b: await compared.load(key, b, instance) }
    },
    gcTime: 30_000,
  })
  const { data } = picture
  useEffect(() => {
    if (canvas.current !== null && data !== undefined) draw(canvas.current, data.image, data.a, data.b)
  }, [data])
  return (
    <div className={css['thumbnail']} role="img" aria-label={label} data-ready={data !== undefined}>
      {picture.isError ? <IconPhotoOff size={28} color="var(--lv-dim)" /> : <canvas ref={canvas} />}
    </div>
  )
}

function draw(canvas: HTMLCanvasElement, image: FrameImage, a: SideLabels, b: SideLabels): void {
  canvas.width = image.columns
  canvas.height = image.rows
  const context = canvas.getContext('2d')!
  const picture = context.createImageData(image.columns, image.rows)
  const out = new Uint32Array(picture.data.buffer)
  const values = image.getPixelData()
  const low = image.windowCenter - image.windowWidth / 2
  for (let at = 0; at < out.length; at++) {
    if (image.color) {
      out[at] = ((255 << 24) | (values[4 * at + 2]! << 16) | (values[4 * at + 1]! << 8) | values[4 * at]!) >>> 0
      continue
    }
    const shown = ((values[at]! * image.slope + image.intercept - low) / image.windowWidth) * 255
    const grey = Math.max(0, Math.min(255, image.invert ? 255 - shown : shown)) | 0
    out[at] = ((255 << 24) | (grey << 16) | (grey << 8) | grey) >>> 0
  }
  context.putImageData(picture, 0, 0)
  const found = new Uint8Array(out.length)
  classify(found, a, b, countedLabels('vessel', useLabels.getState().book), image.columns, { x: 0, y: 0, width: image.columns, height: image.rows })
  for (let at = 0; at < out.length; at++) out[at] = classPixels[found[at]!]!
  const overlay = document.createElement('canvas')
  overlay.width = image.columns
  overlay.height = image.rows
  overlay.getContext('2d')!.putImageData(picture, 0, 0)
  context.drawImage(overlay, 0, 0)
}
