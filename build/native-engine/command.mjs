import { spawn } from 'node:child_process'

/** A step of the set-up failed for a reason a person can act on; the message is one plain sentence. */
export class SetUpError extends Error {
  name = 'SetUpError'
}

/**
 * Runs a program without a shell and collects what it says. Rejects with a SetUpError when it is missing, takes too
 * long or ends with another code than 0; `explain` may turn its output into a better sentence.
 */
export function runCommand(program, parameters, { what, seconds, cwd, environment, explain = () => null }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { cwd, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      child.kill('SIGKILL')
    }, seconds * 1000)
    const collect = (chunk) => {
      output = (output + chunk).slice(-100_000)
    }
    child.stdout.setEncoding('utf8').on('data', collect)
    child.stderr.setEncoding('utf8').on('data', collect)
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(new SetUpError(error.code === 'ENOENT' ? `${program} is not installed, and ${what[0].toLowerCase()}${what.slice(1)} needs it.` : `${what} could not start ${program}: ${error.message}.`))
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (code === 0) resolve(output)
      else if (timedOut) reject(new SetUpError(`${what} took longer than ${seconds} seconds and was given up.`))
      else reject(new SetUpError(explain(output) ?? commonCause(what, output) ?? `${what} failed (${signal ?? `exit ${code}`}): ${lastLine(output)}`))
    })
  })
}

/** Causes that any of the steps may have, in plain words. */
function commonCause(what, output) {
  if (/No space left on device|ENOSPC|Disk quota exceeded/i.test(output)) return `${what} failed because the disk is full.`
  if (/out of memory|Killed signal|cannot allocate memory/i.test(output)) return `${what} failed because the machine ran out of memory.`
  return null
}

function lastLine(output) {
  const lines = output.trim().split('\n')
  return (lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? '').trim().slice(0, 300) || 'it said nothing'
}

/** True when the program is there and answers. */
export async function answers(program, parameters = ['--version']) {
  try {
    await runCommand(program, parameters, { what: program, seconds: 20 })
    return true
  } catch {
    return false
  }
}
