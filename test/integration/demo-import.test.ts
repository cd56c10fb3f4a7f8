import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UnreadableFileError } from '../../electron/dicom/unreadable-file-error'
import { importDemo } from '../../electron/services/import-demo'
import { LibraryService } from '../../electron/services/library-service'
import { openLibraryFolder, type LibraryFolder } from '../../electron/storage/library-folder'
import { headerOf, temporaryFolder } from './storage-fixtures'
import { studiesIn } from '../helpers/library-studies'

let temporary: ReturnType<typeof temporaryFolder>
let demo: string
let folder: LibraryFolder
let library: LibraryService
/** Files that the reader has been asked for, and the one that it stays at. */
let read: string[]
let stuckAt: string | null
let log: string[]

/** Reads the test's own format: `SERIES`. */
async function readHeader(file: string) {
  read.push(basename(file))
  if (basename(file) === stuckAt) await new Promise((done) => setTimeout(done, 100))
  const series = readFileSync(file, 'utf8')
  if (series === 'harmed') throw new UnreadableFileError('corrupt', `${basename(file)} cannot be read.`)
  return headerOf({ studyInstanceUid: 'demo', seriesInstanceUid: series, sopInstanceUid: `${series}.1` })
}

/** A program on the library begins. */
async function begin(): Promise<void> {
  read = []
  log = []
  folder = await openLibraryFolder(join(temporary.folder, 'library'))
  library = new LibraryService({ ...folder, readers: { readHeader } })
}

async function end(): Promise<void> {
  await library.close()
  folder.close()
}

const importing = (): Promise<void> => importDemo({ database: folder.database, library, demo, who: 'tester', log: (line) => log.push(line) })

/** A program that is ended while it reads the second file of the study. */
async function cutOff(): Promise<void> {
  stuckAt = 'b.dcm'
  const running = importing()
  await expect.poll(() => read).toContain('b.dcm')
  await library.close()
  await running
  stuckAt = null
  folder.close()
  expect(log).toEqual(['the demo study was not imported: The program is being closed.'])
}

function present(): string[] {
  return studiesIn(folder.database).flatMap(({ series }) => series.map(({ seriesInstanceUid }) => seriesInstanceUid)).sort()
}

async function remove(series: string): Promise<void> {
  const { id } = studiesIn(folder.database).flatMap((study) => study.series).find(({ seriesInstanceUid }) => seriesInstanceUid === series)!
  library.store.removeSeries(id, 'tester')
  await library.finishPending()
}

beforeEach(async () => {
  temporary = temporaryFolder()
  stuckAt = null
  demo = join(temporary.folder, 'demo')
  mkdirSync(demo)
  for (const name of ['a', 'b', 'c']) writeFileSync(join(demo, `${name}.dcm`), name)
  await begin()
})
afterEach(() => temporary.remove())

describe('the demo study', () => {
  it('goes into a new library once, and not again after it was removed', async () => {
    await importing()
    expect(present()).toEqual(['a', 'b', 'c'])
    for (const series of present()) await remove(series)
    await end()
    await begin()
    await importing()
    expect(present()).toEqual([])
    expect(read).toEqual([])
    await end()
  })

  it('is finished by the next program when it was cut off, also beside what was imported meanwhile', async () => {
    await cutOff()
    await begin()
    expect(present()).toEqual(['a'])
    const own = join(temporary.folder, 'own.dcm')
    writeFileSync(own, 'own')
    await library.importPaths([own], { who: 'tester' })
    await importing()
    expect(present()).toEqual(['a', 'b', 'c', 'own'])
    expect(read).toEqual(['own.dcm', 'b.dcm', 'c.dcm'])
    await end()
    await begin()
    await importing()
    expect(read).toEqual([])
    await end()
  })

  it('does not bring back what was removed before it was finished', async () => {
    await cutOff()
    await begin()
    await remove('a')
    await importing()
    expect(present()).toEqual(['b', 'c'])
    await end()
  })

  it('is tried again when a file of it could not be read, and leaves the others alone', async () => {
    writeFileSync(join(demo, 'b.dcm'), 'harmed')
    await importing()
    expect(present()).toEqual(['a', 'c'])
    expect(log).toEqual(['demo study: b.dcm cannot be read.'])
    await end()
    writeFileSync(join(demo, 'b.dcm'), 'b')
    await begin()
    await importing()
    expect(present()).toEqual(['a', 'b', 'c'])
    expect(read).toEqual(['b.dcm'])
    await end()
  })

  it('stays out of a library that is in use, and of a program without it', async () => {
    const own = join(temporary.folder, 'own.dcm')
    writeFileSync(own, 'own')
    await library.importPaths([own], { who: 'tester' })
    await importing()
    expect(present()).toEqual(['own'])
    await remove('own')
    demo = join(temporary.folder, 'nowhere')
    await importing()
    expect(log).toHaveLength(1)
    await end()
  })
})
