import { once } from 'node:events'
import { _electron, type ElectronApplication, errors } from '@playwright/test'
import type { RunningApp } from './running-app'

type LaunchOptions = NonNullable<Parameters<typeof _electron.launch>[0]>

const attempts = 3

/**
 * On a busy machine Playwright now and then loses the answer of a program that runs (its log shows it ready): such a
 * program is ended by Playwright and started again, with a line that says so.
 */
async function launch(options: LaunchOptions): Promise<ElectronApplication> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await _electron.launch(options)
    } catch (error) {
      if (attempt === attempts || !(error instanceof errors.TimeoutError)) throw error
      console.warn(`Playwright got no answer from Electron in ${options.timeout} ms; attempt ${attempt + 1} of ${attempts}.`)
    }
  }
}

/** Real Electron on this library. */
export async function startDesktopApp(program: string, libraryFolder: string): Promise<RunningApp> {
  const app = await launch({
    executablePath: program,
    // A virtual display has no GPU: its process would only start to end again.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', process.cwd(), `--library=${libraryFolder}`],
    env: { ...process.env, ELECTRON_DISABLE_SECURITY_WARNINGS: 'true' } as Record<string, string>,
    timeout: 40_000,
  })
  // Playwright forgets the process when it has ended.
  const child = app.process()
  const page = await app.firstWindow()
  await page.setViewportSize({ width: 1440, height: 900 })
  const menu = (command: string): Promise<void> => app.evaluate(({ Menu }, id) => Menu.getApplicationMenu()!.getMenuItemById(id)!.click(), command)
  return {
    page,
    openPaths: async (kind, paths) => {
      await answerOpenDialog(app, [...paths])
      await menu(kind === 'files' ? 'open-files' : 'open-folder')
    },
    menu,
    killHard: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) await app.close()
    },
  }
}

/** The native dialog cannot be operated from outside: it answers at once, as if these paths had been chosen. */
function answerOpenDialog(app: ElectronApplication, paths: string[]): Promise<void> {
  return app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths })
  }, paths)
}
