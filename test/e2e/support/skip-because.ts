import { test } from '@playwright/test'

/** Skips the running test, saying why where it is seen: the runner's list shows no reasons. Null: it runs. */
export function skipBecause(reason: string | null): void {
  if (reason === null) return
  const info = test.info()
  console.warn(`SKIPPED [${info.project.name}] ${info.title}: ${reason}`)
  info.skip(true, reason)
}

/** Why there is no Chromium to test in, or null. */
export function chromiumMissing(): string | null {
  return process.env['LIGHTVESSEL_NO_CHROMIUM'] ?? null
}
