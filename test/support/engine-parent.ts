import { forkEngine } from '../../electron/engine/fork-engine'
import { EngineSupervisor } from '../../electron/engine/supervisor'

/** A program with an engine, to be killed by a test: `node engine-parent ENGINE_FILE`; sends the engine's process id. */
const supervisor = new EngineSupervisor({ spawn: forkEngine(process.argv[2]!, console.error), log: console.error })
supervisor.start()
void supervisor.client.info({}).then(() => process.send?.(supervisor.status().processId))
