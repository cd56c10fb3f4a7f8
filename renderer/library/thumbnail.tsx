import { useEffect, useState } from 'react'
import { useServices } from '../connection/services'

/** Lines that only fly past ask for nothing. */
const restMs = 60

/** The picture of a series; empty until it has come, and when no frame could be decoded. */
export function Thumbnail({ seriesId }: { seriesId: number }) {
  const { thumbnails } = useServices()
  const [address, setAddress] = useState(() => thumbnails.peek(seriesId) ?? null)
  useEffect(() => {
    if (thumbnails.peek(seriesId) !== undefined) return
    const controller = new AbortController()
    const timer = setTimeout(() => {
      thumbnails.load(seriesId, controller.signal).then(
        (loaded) => !controller.signal.aborted && setAddress(loaded),
        () => undefined,
      )
    }, restMs)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [thumbnails, seriesId])
  return address === null ? null : <img src={address} alt="" draggable={false} decoding="async" />
}
