/** Bundles page and programs into .build unless they are up to date. */
export function bundle(options: { log: (line: string) => void; force?: boolean }): Promise<void>
