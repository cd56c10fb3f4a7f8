import { readdirSync, readFileSync } from 'node:fs'
import { dirname, extname, join, normalize, sep } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Where a file may import from, by the folder it lies in; the first row that fits counts. A row allows itself. */
const floors: readonly { readonly folder: string; readonly may: readonly string[] }[] = [
  { folder: 'ml', may: [] },
  { folder: 'renderer', may: ['electron/ipc'] },
  { folder: 'electron/ipc', may: [] },
  { folder: 'electron', may: ['ml'] },
]

/** Packages that only some folders may import. */
const reserved: readonly { readonly name: RegExp; readonly only: readonly string[] }[] = [
  { name: /^electron($|\/)/, only: ['electron/desktop'] },
  { name: /^@tensorflow\//, only: ['ml'] },
  { name: /^(libsql)($|\/)/, only: ['electron/storage'] },
  { name: /^(react|react-dom|cornerstone-core|cornerstone-tools|@mantine\/.*)($|\/)/, only: ['renderer'] },
]

interface Import {
  readonly file: string
  readonly target: string
  readonly typeOnly: boolean
}

const importPattern = /(?:^|[;\n])\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+\s+from\s+)?'([^']+)'|\b(?:import|require)\(\s*'([^']+)'\s*\)/g

function importsOf(file: string, text: string): Import[] {
  return [...text.matchAll(importPattern)].map((match) => ({ file, target: match[2] ?? match[3]!, typeOnly: match[1] !== undefined }))
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name).split(sep).join('/'))
    .filter((file) => ['.ts', '.tsx'].includes(extname(file)))
}

const inFolder = (file: string, folder: string): boolean => file === folder || file.startsWith(`${folder}/`)

/** Why the import is not allowed, or null. */
function violation({ file, target, typeOnly }: Import): string | null {
  if (!target.startsWith('.')) {
    const row = reserved.find(({ name }) => name.test(target))
    if (row && !row.only.some((folder) => inFolder(file, folder))) return `${file} imports ${target}, which only ${row.only.join(', ')} may`
    if (inFolder(file, 'renderer') && target.startsWith('node:')) return `${file} imports ${target}: the page has no Node`
    // Types vanish: the transports of Node's side are described here too.
    if (inFolder(file, 'electron/ipc') && target.startsWith('node:') && !typeOnly) return `${file} imports ${target}: the page imports these files too`
    return null
  }
  const resolved = normalize(join(dirname(file), target)).split(sep).join('/')
  const floor = floors.find(({ folder }) => inFolder(file, folder))
  if (!floor) return null
  const allowed = [floor.folder, ...floor.may].some((folder) => inFolder(resolved, folder))
  return allowed ? null : `${file} imports ${resolved}, which ${floor.folder}/ may not`
}

describe('floors', () => {
  const files = ['electron', 'renderer', 'ml'].flatMap(sourceFiles)
  const imports = files.flatMap((file) => importsOf(file, readFileSync(file, 'utf8')))

  it('finds the imports it judges', () => {
    expect(files.length).toBeGreaterThan(100)
    expect(imports.length).toBeGreaterThan(files.length)
    const found = importsOf('a.ts', "import a, { b } from './b'\nimport type { C } from '../c'\nimport './d'\nexport * from './e'\nconst f = await import('./f')\nimport {\n  g,\n} from 'g'\n")
    expect(found.map(({ target }) => target)).toEqual(['./b', '../c', './d', './e', './f', 'g'])
    expect(found.map(({ typeOnly }) => typeOnly)).toEqual([false, true, false, false, false, false])
  })

  it('imports point down only', () => {
    expect(imports.map(violation).filter(Boolean)).toEqual([])
  })

  it.each([
    ['renderer/app.tsx', '../electron/services/app-service'],
    ['renderer/app.tsx', '../ml/nets/registry'],
    ['renderer/app.tsx', 'node:fs'],
    ['electron/services/a.ts', '../../renderer/app'],
    ['electron/services/a.ts', 'electron'],
    ['electron/services/a.ts', '@tensorflow/tfjs-core'],
    ['electron/ipc/port.ts', '../services/app-service'],
    ['electron/ipc/port.ts', 'node:fs'],
    ['ml/nets/net.ts', '../../electron/app-paths'],
    ['ml/nets/net.ts', 'electron'],
  ])('refuses %s → %s', (file, target) => {
    expect(violation({ file, target, typeOnly: false })).not.toBeNull()
  })

  it('has no top-level folder that nobody asked for', () => {
    const known = ['assets', 'build', 'electron', 'ml', 'node_modules', 'renderer', 'test', 'test-results', 'playwright-report']
    const folders = readdirSync('.', { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name)
    expect(folders.filter((name) => !known.includes(name))).toEqual([])
  })
})
