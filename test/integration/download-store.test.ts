import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DownloadStore } from '../../electron/storage/download-store'
import { temporaryFolder } from './storage-fixtures'

let temporary: ReturnType<typeof temporaryFolder>
let folder: string

beforeEach(() => {
  temporary = temporaryFolder()
  folder = join(temporary.folder, 'exports')
})
afterEach(() => temporary.remove())

const text = (content: string) => (file: string) => writeFile(file, content)

describe('files that a page is to fetch', () => {
  it('are there for a while, and then gone', async () => {
    const downloads = new DownloadStore(folder, 300)
    await downloads.clear()
    const id = await downloads.add(text('one'))
    expect(readFileSync(downloads.fileOf(id)!, 'utf8')).toBe('one')
    await vi.waitFor(() => expect(downloads.fileOf(id)).toBeNull(), 2000)
    await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]))
  })

  it('go with the program, and those of a program that was killed with the next one', async () => {
    const downloads = new DownloadStore(folder)
    await downloads.clear()
    const id = await downloads.add(text('one'))
    await downloads.close()
    expect([downloads.fileOf(id), readdirSync(folder)]).toEqual([null, []])
    mkdirSync(join(folder, 'half an export'))
    writeFileSync(join(folder, 'left'), '')
    await new DownloadStore(folder).clear()
    expect(readdirSync(folder)).toEqual([])
  })

  it('are whole or not there', async () => {
    const downloads = new DownloadStore(folder)
    await downloads.clear()
    await expect(downloads.add(async (file) => {
      await writeFile(file, 'half')
      throw new Error('the disk is full')
    })).rejects.toThrow('full')
    expect(readdirSync(folder)).toEqual([])
    expect(downloads.fileOf('../library.db')).toBeNull()
    expect(existsSync(folder)).toBe(true)
  })
})
