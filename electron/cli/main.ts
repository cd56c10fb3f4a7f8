import { Command, CommanderError } from 'commander'
import { appPaths } from '../app-paths'
import { ServiceError } from '../ipc/service-error'
import { registerAuditCommand } from './commands/audit'
import { registerDistillCommand } from './commands/distill'
import { registerEvaluateCommand } from './commands/evaluate'
import { registerExperimentCommand } from './commands/experiment'
import { registerExportCommand } from './commands/export'
import { registerImportCommand } from './commands/import'
import { registerPhantomCommand } from './commands/phantom'
import { registerSegmentCommand } from './commands/segment'
import { registerServeCommand } from './commands/serve'
import { registerTrainCommand } from './commands/train'

const program = new Command()
  .name('lightvessel')
  .description('Coronary X-ray angiography on the command line: make phantoms, train, distil, evaluate, segment, import, export, audit, serve.')
  .version(appPaths().version)
  .showHelpAfterError('(add --help for the options)')

for (const register of [registerPhantomCommand, registerTrainCommand, registerDistillCommand, registerEvaluateCommand, registerExperimentCommand, registerSegmentCommand, registerImportCommand, registerExportCommand, registerAuditCommand, registerServeCommand]) {
  register(program)
}

/** Declared failures are one sentence; a fault of the program keeps its stack. Exit code 2 means wrong usage. */
async function main(): Promise<void> {
  program.exitOverride()
  for (const command of program.commands) command.exitOverride()
  try {
    await program.parseAsync()
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2
      return
    }
    process.exitCode = process.exitCode ? process.exitCode : 1
    console.error(isFault(error) ? error : (error as Error).message)
  }
}

/** Errors with names of their own say what a person can mend. */
function isFault(error: unknown): boolean {
  if (error instanceof ServiceError) return error.code === 'internal'
  return !(error instanceof Error) || ['Error', 'TypeError', 'ReferenceError', 'SyntaxError', 'AggregateError'].includes(error.name)
}

void main()
