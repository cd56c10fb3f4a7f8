import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { inRoot, readTextIfThere, StepError } from './project.mjs'
import { captureCommand } from './run-command.mjs'

const stampFile = inRoot('node_modules', '.lightvessel-lock')

/** Installs the packages when the lock file is another one than at the last time. Only Node's own modules are used up to here. */
export async function installPackages({ log }) {
  const wanted = createHash('sha256').update(readFileSync(inRoot('package-lock.json'))).update(process.versions.modules).digest('hex')
  if (readTextIfThere(stampFile) === wanted) return
  // Packages that somebody installed by hand in the state of the lock are taken as they are.
  if (readTextIfThere(inRoot('node_modules', '.package-lock.json')) && matchesLock()) return void writeFileSync(stampFile, wanted)
  log('Installing packages (npm ci) …')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const { code, output } = await captureCommand(npm, ['ci', '--no-audit', '--no-fund', '--fetch-retries', '1'], { shell: process.platform === 'win32' })
  if (code !== 0) throw new StepError(reason(code, output))
  writeFileSync(stampFile, wanted)
}

const packages = (file) => JSON.parse(readFileSync(inRoot(file), 'utf8')).packages

/** Optional packages of other platforms are in the lock only. */
function matchesLock() {
  const [wanted, installed] = [packages('package-lock.json'), packages('node_modules/.package-lock.json')]
  const needed = Object.entries(wanted).filter(([name, entry]) => name !== '' && !entry.optional && !entry.peer)
  return needed.every(([name, entry]) => installed[name]?.version === entry.version)
}

function reason(code, output) {
  if (code === 127) return 'npm is not installed: it comes with Node.js (https://nodejs.org).'
  if (/ENOSPC/.test(output)) return 'The packages could not be installed: the disk is full.'
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ENETUNREACH|ECONNRESET/.test(output)) return 'The packages could not be installed: the npm registry cannot be reached. Connect this machine to the network once and start again.'
  if (/EACCES|EROFS|EPERM/.test(output)) return `The packages could not be installed: ${inRoot('node_modules')} may not be written.`
  return `The packages could not be installed. npm said:\n${output.trim().split('\n').slice(-15).join('\n')}`
}
