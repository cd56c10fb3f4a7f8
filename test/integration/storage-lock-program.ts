import { openLibraryFolder } from '../../electron/storage/library-folder'

/** Holds a library until it is killed, and says when it has it. */
async function main(): Promise<void> {
  await openLibraryFolder(process.argv[2]!)
  process.stdout.write('held\n')
  setInterval(() => undefined, 1000)
}

void main()
