import { resourceUrl } from '../../electron/ipc/resource-url'

export interface UploadFile {
  readonly name: string
  readonly file: File
}

export interface UploadProgress {
  readonly done: number
  readonly total: number
  readonly file: string
}

/** Sends files to the browser host one by one; returns the id under which `exchange.importUpload` finds them. */
export async function uploadFiles(files: readonly UploadFile[], signal: AbortSignal, onProgress: (progress: UploadProgress) => void): Promise<string> {
  const uploadId = crypto.randomUUID()
  const names = new Set<string>()
  for (const [index, { name, file }] of files.entries()) {
    onProgress({ done: index, total: files.length, file: name })
    const response = await fetch(resourceUrl.upload(uploadId, uniqueName(name, names)), { method: 'PUT', body: file, signal })
    if (!response.ok) throw new Error(`${name} could not be sent: ${(await response.text()).slice(0, 300) || response.statusText}`)
  }
  return uploadId
}

/** Deepest folder that the host takes. */
const mostParts = 32

/** The path as it was sent, which tells masks from images; equal paths of two drops are told apart by a number. */
export function uniqueName(name: string, taken: Set<string>): string {
  const parts = name.split(/[\\/]/).filter((part) => part !== '' && part !== '.' && part !== '..')
  const base = (parts.length > mostParts ? parts.slice(-1) : parts).join('/') || 'file'
  let unique = base
  for (let number = 2; taken.has(unique); number++) {
    const dot = base.lastIndexOf('.')
    unique = dot > base.lastIndexOf('/') + 1 ? `${base.slice(0, dot)} (${number})${base.slice(dot)}` : `${base} (${number})`
  }
  taken.add(unique)
  return unique
}

/** Every file of a drop, folders searched recursively. */
export async function droppedFiles(items: DataTransferItemList): Promise<UploadFile[]> {
  // Entries must be taken before the first wait: the list is emptied when the event ends.
  const entries = [...items].filter((item) => item.kind === 'file').map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }))
  const files: UploadFile[] = []
  for (const { entry, file } of entries) {
    if (entry !== null) await collect(entry, files)
    else if (file !== null) files.push({ name: file.name, file })
  }
  return files
}

async function collect(entry: FileSystemEntry, into: UploadFile[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
    into.push({ name: entry.fullPath.replace(/^\//, ''), file })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  // A reader returns at most 100 entries at a time and an empty list at the end.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (batch.length === 0) return
    for (const child of batch) await collect(child, into)
  }
}
