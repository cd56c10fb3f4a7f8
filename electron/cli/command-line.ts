import { InvalidArgumentError } from 'commander'

/** A whole number on the command line, inside a range. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < low || value > high) throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`)
    return value
  }
}

/** A factor above 0. */
export function factor(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError('It must be a number above 0.')
  return value
}

/** A share strictly between 0 and 1. */
export function share(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('It must lie between 0 and 1.')
  return value
}

/**
 * Runs long work that Ctrl-C (or SIGTERM) ends in good order; the process then exits with 130. A second Ctrl-C ends it at once.
 *
 * @returns what the work returned, or null when it was interrupted
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
  const controller = new AbortController()
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
  }
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  try {
    return await work(controller.signal)
  } catch (error) {
    if (!controller.signal.aborted) throw error
    console.error(error instanceof Error && error.name !== 'AbortError' ? error.message : 'Interrupted.')
    process.exitCode = 130
    return null
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}
