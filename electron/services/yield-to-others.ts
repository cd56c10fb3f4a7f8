/** Lets whoever waits for the host go on, between two pieces of long work; throws when the work was cancelled. */
export async function yieldToOthers(signal?: AbortSignal): Promise<void> {
  await new Promise(setImmediate)
  signal?.throwIfAborted()
}
