import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { root } from './project.mjs'

/**
 * Runs a program that writes into `folders` as long as they grow: a download. After `patienceMs` without a new byte it is ended, with all
 * that it started; true when it ended by itself and well. `onState` hears every `everyMs` how much is there and how long nothing came.
 */
export function runWhileGrowing(command, parameters, { folders, patienceMs = 20_000, everyMs = 5000, onState = () => {}, env = process.env }) {
  return new Promise((resolve) => {
    // A group of its own: what it starts is ended with it.
    const child = spawn(command, parameters, { cwd: root, env, stdio: 'ignore', detached: true })
    const before = sizeOf(folders)
    let bytes = before
    let grownAt = performance.now()
    let saidAt = grownAt
    const timer = setInterval(() => {
      const now = performance.now()
      const size = sizeOf(folders)
      if (size !== bytes) grownAt = now
      bytes = size
      const stillMs = now - grownAt
      if (stillMs >= patienceMs) return endGroup(child)
      if (now - saidAt < everyMs) return
      saidAt = now
      onState({ megabytes: Math.round((bytes - before) / 2 ** 20), stillSeconds: Math.round(stillMs / 1000) })
    }, Math.min(500, everyMs))
    const interrupted = () => {
      endGroup(child)
      process.exit(130)
    }
    process.once('SIGINT', interrupted)
    const finish = (good) => {
      process.off('SIGINT', interrupted)
      clearInterval(timer)
      resolve(good)
    }
    child.once('error', () => finish(false))
    child.once('exit', (code) => finish(code === 0))
  })
}

function endGroup(child) {
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL')
  } catch {
    // It has just ended.
  }
}

function sizeOf(places) {
  return places.reduce((sum, place) => sum + sizeOfOne(place), 0)
}

function sizeOfOne(place) {
  try {
    const status = statSync(place)
    return status.isDirectory() ? sizeOf(readdirSync(place).map((name) => path.join(place, name))) : status.size
  } catch {
    // It is not there yet, or not any more.
    return 0
  }
}
