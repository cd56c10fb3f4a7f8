import { parentProcessPort } from '../../electron/ipc/transports/process-port'
import { createConformanceServer } from './conformance-server'

/** The answering side of the process transport: forked by the conformance test. */
createConformanceServer(() => process.exit(3)).connect(parentProcessPort())
process.once('disconnect', () => process.exit(0))
