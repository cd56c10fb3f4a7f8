import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

function script(name: string, parameters: string[], environment: NodeJS.ProcessEnv = {}): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`build/${name}.mjs`, ...parameters], { encoding: 'utf8', timeout: 120_000, env: { ...process.env, ...environment } })
  return { code: status, output: `${stdout}${stderr}` }
}

/** The scripts behind `npm start` and `npm run lightvessel`, on a prepared project (as `npm test` leaves it). */
describe('start scripts', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lightvessel-start-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('refuse wrong usage in one sentence', () => {
    expect(script('start', ['--browser', '--desktop'])).toMatchObject({ code: 1, output: expect.stringMatching(/^--browser and --desktop exclude each other\.\nUsage: /) })
    expect(script('start', ['--port', '70000'])).toMatchObject({ code: 1, output: expect.stringContaining('--port takes a number from 0 to 65535, not 70000.') })
    expect(script('test', ['nonsense'])).toMatchObject({ code: 1, output: expect.stringContaining('There is no step nonsense') })
    expect(script('bench', ['nonsense'])).toMatchObject({ code: 1, output: expect.stringContaining('the benchmarks are: ') })
    expect(script('lightvessel', ['nonsense'])).toMatchObject({ code: 2, output: expect.stringContaining("unknown command 'nonsense'") })
  })

  if (process.platform !== 'linux') console.warn('SKIPPED say why there is no window: only Linux can be without one')
  it.skipIf(process.platform !== 'linux')('say why there is no window', () => {
    const { code, output } = script('start', ['--desktop'], { DISPLAY: '', WAYLAND_DISPLAY: '' })
    expect(code).toBe(1)
    expect(output.trim().split('\n').at(-1)).toBe('The desktop window cannot be opened: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set).')
  })

  it('say that a port is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const { code, output } = script('start', ['--browser', '--no-open', '--library', join(folder, 'port'), '--port', String(port)])
    expect(code).toBe(1)
    expect(output).toContain(`port ${port} is in use by another program`)
    expect(output).not.toMatch(/\n\s+at /)
    await new Promise((resolve) => other.close(resolve))
  })

  it('serve until they are told to end, and leave nothing behind', async () => {
    const child = spawn(process.execPath, ['build/start.mjs', '--browser', '--no-open', '--library', join(folder, 'served'), '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const ready = new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text
        const address = /ready at (http:\S+)/.exec(output)?.[1]
        if (address) resolve(address)
      })
      child.once('exit', () => reject(new Error(output)))
    })
    const address = await ready
    expect((await fetch(address)).status).toBe(200)
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    await expect(fetch(address)).rejects.toThrow()
  })
})
