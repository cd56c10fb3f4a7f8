import { describe, expect, it } from 'vitest'
import { FrameStore, type FrameStoreOptions } from '../../electron/services/frame-store'

const frameBytes = 100
const run = { id: 7, rows: 10, columns: 10, frames: 20, bitsAllocated: 8, samplesPerPixel: 1 } as const

interface Request {
  readonly frame: number
  readonly priority: string
  readonly signal: AbortSignal | undefined
  finish(error?: Error): void
}

/** A store over readers that answer when the test says so. */
function storeOver(options: Partial<FrameStoreOptions> = {}) {
  const requests: Request[] = []
  const hastened: number[] = []
  const store = new FrameStore({
    pool: {
      decodeFrame: (_file, _shape, frame, read) =>
        new Promise((resolve, reject) => {
          read?.signal?.addEventListener('abort', () => reject(read.signal!.reason as Error))
          const finish = (error?: Error): void => (error ? reject(error) : resolve(new Uint8Array(frameBytes).fill(frame)))
          requests.push({ frame, priority: read?.priority ?? '', signal: read?.signal, finish })
        }),
      hasten: (_file, frame) => void hastened.push(frame),
      thumbnail: () => Promise.reject(new Error('not asked for')),
    },
    fileOf: (id) => `file-${id}`,
    thumbnailSource: () => null,
    thumbnailFolder: '',
    decodeAhead: 3,
    ...options,
  })
  return { store, requests, hastened, settle: () => new Promise((resolve) => setTimeout(resolve)) }
}

describe('FrameStore', () => {
  it('decodes the frame asked for first and then the following ones, over the end of the run', async () => {
    const { store, requests, settle } = storeOver()
    const shown = store.getFrame(run, 18)
    await settle()
    expect(requests.map(({ frame, priority }) => [frame, priority])).toEqual([[18, 'visible'], [19, 'ahead'], [0, 'ahead'], [1, 'ahead']])
    for (const request of requests) request.finish()
    expect((await shown).pixels[0]).toBe(18)
  })

  it('decodes each frame once, however many ask for it', async () => {
    const { store, requests, settle } = storeOver({ decodeAhead: 0 })
    const both = Promise.all([store.getFrame(run, 4), store.getFrame(run, 4)])
    await settle()
    expect(requests).toHaveLength(1)
    requests[0]!.finish()
    const [first, second] = await both
    expect(first.pixels).toBe(second.pixels)
    await store.getFrame(run, 4)
    expect(requests).toHaveLength(1)
  })

  it('hastens a frame that was only decoded ahead when somebody comes to wait for it', async () => {
    const { store, requests, hastened, settle } = storeOver()
    void store.getFrame(run, 0)
    await settle()
    const next = store.getFrame(run, 1)
    await settle()
    expect(hastened).toEqual([1])
    expect(requests.filter(({ frame }) => frame === 1)).toHaveLength(1)
    for (const request of requests) request.finish()
    expect((await next).pixels[0]).toBe(1)
  })

  it('gives up frames decoded ahead of a place that the viewer has left, and only those', async () => {
    const { store, requests, settle } = storeOver()
    const left = store.getFrame(run, 0)
    await settle()
    void store.getFrame(run, 2).catch(() => {})
    void store.getFrame(run, 10)
    await settle()
    const aborted = requests.filter(({ signal }) => signal?.aborted).map(({ frame }) => frame)
    expect(aborted.sort((a, b) => a - b)).toEqual([1, 3, 4, 5])
    expect(requests.filter(({ priority }) => priority === 'visible').map(({ frame }) => frame)).toEqual([0, 10])
    for (const request of requests) request.finish()
    expect((await left).pixels[0]).toBe(0)
  })

  it('stays within its budget and drops what was used longest ago', async () => {
    const { store, requests, settle } = storeOver({ decodeAhead: 0, byteBudget: 3 * frameBytes })
    const show = async (frame: number): Promise<void> => {
      const shown = store.getFrame(run, frame)
      await settle()
      for (const request of requests) request.finish()
      await shown
    }
    for (const frame of [0, 1, 2, 0, 3, 4]) await show(frame)
    expect(store.usedBytes).toBe(3 * frameBytes)
    expect(requests.map(({ frame }) => frame)).toEqual([0, 1, 2, 3, 4])
    await show(0)
    expect(requests).toHaveLength(5)
    await show(1)
    expect(requests).toHaveLength(6)
  })

  it('tries a failed frame again and keeps nothing of it', async () => {
    const { store, requests, settle } = storeOver({ decodeAhead: 0 })
    const failed = store.getFrame(run, 3)
    await settle()
    requests[0]!.finish(new Error('damaged'))
    await expect(failed).rejects.toThrow('damaged')
    expect(store.usedBytes).toBe(0)
    const again = store.getFrame(run, 3)
    await settle()
    requests[1]!.finish()
    expect((await again).pixels[0]).toBe(3)
  })

  it('forgets one instance and leaves the others', async () => {
    const { store, requests, settle } = storeOver({ decodeAhead: 0 })
    const shown = [store.getFrame(run, 0), store.getFrame({ ...run, id: 77 }, 0)]
    await settle()
    for (const request of requests) request.finish()
    await Promise.all(shown)
    store.forget(7)
    expect(store.usedBytes).toBe(frameBytes)
  })

  it('refuses frames that the run does not have', async () => {
    await expect(storeOver().store.getFrame(run, 20)).rejects.toThrow('instance 7 has no frame 21')
  })
})
