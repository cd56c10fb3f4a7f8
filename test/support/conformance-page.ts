import { connectPagePort } from '../../electron/ipc/connect-page'
import { conformanceCases } from './conformance-cases'

/** Runs every case in the window, then what a hostile page might try; the document's title becomes the report. */
async function run(): Promise<void> {
  const results: Record<string, string | null> = {}
  for (const { name, run: runCase } of conformanceCases) {
    results[name] = await runCase({ sharedServer: true, connect: connectPagePort }).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    )
  }
  document.title = JSON.stringify({ results, hostile: await hostile() })
}

const refused = (act: () => Promise<unknown>): Promise<boolean> => act().then(() => false, () => true)

async function hostile(): Promise<Record<string, unknown>> {
  const frame = document.createElement('iframe')
  frame.src = '/'
  document.body.append(frame)
  return {
    nodeReachable: 'require' in globalThis || 'process' in globalThis,
    bridge: Object.keys((globalThis as unknown as { lightvessel: object }).lightvessel),
    // oxlint-disable-next-line no-eval -- that it is refused is what is checked
    evalRefused: await refused(async () => (0, eval)('1')),
    networkRefused: await refused(() => fetch('http://127.0.0.1:9/')),
    windowRefused: window.open('https://example.org') === null,
    notifications: Notification.permission,
    traversal: (await fetch('/%2e%2e/%2e%2e/preload.cjs')).status,
    frameEmpty: await new Promise((resolve) => setTimeout(() => resolve(!frame.contentDocument?.title), 500)),
  }
}

void run()
