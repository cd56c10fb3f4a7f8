import { once } from 'node:events'
import { _electron, type ElectronApplication } from '@playwright/test'
import type { RunningApp } from './running-app'

/** Real Electron on this library. */
export async function startDesktopApp(program: string, libraryFolder: string): Promise<RunningApp> {
  const app = await _electron.launch({
    executablePath: program,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), process.cwd(), `--library=${libraryFolder}`],
    env: { ...process.env, ELECTRON_DISABLE_SECURITY_WARNINGS: 'true' } as Record<string, string>,
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
