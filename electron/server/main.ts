import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { defaultLibraryFolder } from '../app-paths'
import { runServer } from './run-server'

/** The browser host as a program of its own: `server.cjs [--library FOLDER] [--port N]`. */
const { values } = parseArgs({ options: { library: { type: 'string' }, port: { type: 'string' } } })

void runServer({ libraryFolder: resolve(values.library ?? defaultLibraryFolder()), port: values.port === undefined ? null : Number(values.port) })
