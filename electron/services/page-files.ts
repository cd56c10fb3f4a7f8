import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

export interface PageFile {
  readonly bytes: Uint8Array
  readonly type: string
  /** The name carries a hash of the content. */
  readonly immutable: boolean
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon', '.webp': 'image/webp',
  '.woff2': 'font/woff2', '.wasm': 'application/wasm', '.txt': 'text/plain; charset=utf-8',
}

/** One file of the bundled page; null when the path names none, leaves the folder or has a type the page does not use. */
export async function readPageFile(folder: string, path: string): Promise<PageFile | null> {
  const relative = safeRelativePath(path === '/' ? '/index.html' : path)
  if (!relative) return null
  const type = types[extname(relative).toLowerCase()]
  if (!type) return null
  try {
    const root = await realpath(folder)
    const file = await realpath(join(root, relative))
    if (!file.startsWith(root + sep)) return null
    return { bytes: await readFile(file), type, immutable: relative.startsWith('assets/') }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ENAMETOOLONG') return null
    throw error
  }
}

/** Decodes once and refuses whatever could climb: dots, backslashes, drive letters, NUL. */
function safeRelativePath(path: string): string | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(path)
  } catch {
    return null
  }
  if (!decoded.startsWith('/') || /[\\\0:]/.test(decoded)) return null
  const parts = decoded.slice(1).split('/')
  return parts.some((part) => part === '' || part === '.' || part === '..') ? null : parts.join('/')
}
