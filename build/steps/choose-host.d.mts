/** Path of Electron's program when it is there; null otherwise. */
export function installedElectron(): string | null
