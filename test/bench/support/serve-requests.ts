import { createInterface } from 'node:readline'
import type { Answer, Request } from './requests'

/** Answers the requests on standard input one after the other, until it ends. */
export async function serveRequests(answer: (request: Request) => Promise<Answer>): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const reply = await answer(JSON.parse(line) as Request).catch((error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }))
    process.stdout.write(`${JSON.stringify(reply)}\n`)
  }
}

/** Milliseconds of `times` calls, after one that does not count. */
export async function timed(times: number, act: () => unknown): Promise<number[]> {
  await act()
  const milliseconds: number[] = []
  for (let time = 0; time < times; time++) {
    const start = performance.now()
    await act()
    milliseconds.push(performance.now() - start)
  }
  return milliseconds
}
