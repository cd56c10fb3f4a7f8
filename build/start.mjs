import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { chooseHost } from './steps/choose-host.mjs'
import { openBrowser } from './steps/open-browser.mjs'
import { prepare } from './steps/prepare.mjs'
import { inRoot, runScript, StepError } from './steps/project.mjs'

/** `npm start [-- --browser | --desktop] [--library FOLDER] [--port N] [--no-open]`: prepares what is missing and opens the workstation. */
await runScript(async () => {
  const options = readOptions()
  await prepare({ log: console.log })
  const host = await chooseHost({ forced: options.desktop ? 'desktop' : options.browser ? 'browser' : null, log: console.log })
  if (host.kind === 'desktop') return startDesktop(host.electron, options)
  if (host.reason) console.log(`Opening in the browser, because ${host.reason}.`)
  return startServer(options)
})

function readOptions() {
  try {
    const { values } = parseArgs({
      options: { browser: { type: 'boolean' }, desktop: { type: 'boolean' }, library: { type: 'string' }, port: { type: 'string' }, open: { type: 'boolean', default: true } },
      allowNegative: true,
    })
    if (values.browser && values.desktop) throw new Error('--browser and --desktop exclude each other.')
    if (values.port !== undefined && !(/^\d+$/.test(values.port) && Number(values.port) <= 65_535)) throw new Error(`--port takes a number from 0 to 65535, not ${values.port}.`)
    return values
  } catch (error) {
    throw new StepError(`${error.message}\nUsage: npm start [-- --browser | --desktop] [--library FOLDER] [--port N] [--no-open]`)
  }
}

function startServer({ library, port, open }) {
  const parameters = ['--enable-source-maps', inRoot('.build', 'electron', 'server.cjs')]
  if (library) parameters.push('--library', library)
  if (port) parameters.push('--port', port)
  const child = spawn(process.execPath, parameters, { cwd: process.env.INIT_CWD ?? process.cwd(), stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  child.stdout.setEncoding('utf8').on('data', (text) => {
    process.stdout.write(text)
    const address = /ready at (http:\S+)/.exec(text)?.[1]
    if (!address) return
    if (open) openBrowser(address)
    console.log('Ctrl-C ends it.')
  })
  return waitFor(child)
}

function startDesktop(electron, { library }) {
  // Chromium's notes about the desktop around it (no D-Bus, no GPU) are not for users; the program has its own log.
  const parameters = ['--log-level=3', inRoot()]
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    console.log("Running as root (a container?): Electron's sandbox is off, because Chromium refuses it to root.")
    parameters.unshift('--no-sandbox')
  }
  if (library) parameters.push(`--library=${library}`)
  const child = spawn(electron, parameters, { cwd: process.env.INIT_CWD ?? process.cwd(), stdio: 'inherit' })
  return waitFor(child)
}

/** Ends with the program; ends the program when this script is told to end. */
function waitFor(child) {
  let told = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      told = true
      child.kill(signal)
    })
  }
  process.once('exit', () => child.kill('SIGTERM'))
  // Killed with SIGTERM, npm's shell does not pass it on: this script is left behind, and must not stay.
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && process.kill(process.pid, 'SIGTERM'), 1000).unref()
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`The workstation could not be started: ${error.message}`)
      resolve(1)
    })
    child.once('exit', (code, signal) => resolve(told ? 0 : (code ?? (signal ? 1 : 0))))
  })
}
