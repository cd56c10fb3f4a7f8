import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SmallDisk {
  readonly folder: string
  resize(megabytes: number): void
  setReadOnly(): void
  remove(): void
}

/** A disk of its own with so many megabytes (a tmpfs), or null with the reason printed: only root may mount, and not in every container. */
export function mountSmallDisk(megabytes: number): SmallDisk | null {
  if (process.platform !== 'linux') return refused('only Linux has a tmpfs')
  const folder = mkdtempSync(join(tmpdir(), 'lightvessel-disk-'))
  const mount = (...parameters: string[]): string | null => {
    const { status, stderr, error } = spawnSync('mount', [...parameters, folder], { encoding: 'utf8' })
    return status === 0 ? null : (error?.message ?? stderr.trim())
  }
  const reason = mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs')
  if (reason) {
    rmSync(folder, { recursive: true })
    return refused(reason)
  }
  const remount = (options: string): void => {
    const failure = mount('-o', `remount,${options}`)
    if (failure) throw new Error(failure)
  }
  return {
    folder,
    resize: (size) => remount(`size=${size}m`),
    setReadOnly: () => remount('ro'),
    remove: () => {
      // Lazily: SQLite's files stay open until the statements of a closed connection are collected.
      spawnSync('umount', ['--lazy', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function refused(reason: string): null {
  console.warn(`no small disk could be mounted: ${reason}`)
  return null
}
