import { availableParallelism, userInfo } from 'node:os'
import { appPaths } from '../app-paths'
import { ReaderPool } from '../dicom/reader-pool'
import { LibraryFrames } from '../services/library-frames'
import { LibraryService } from '../services/library-service'
import { openLibraryFolder, type LibraryFolder } from '../storage/library-folder'

/** What commands on a library work with: no engine, no runs, no demo study. */
export interface CommandLibrary {
  readonly folder: LibraryFolder
  readonly library: LibraryService
  readonly frames: LibraryFrames
  readonly readers: ReaderPool
  readonly userName: string
}

/** Lends a library to a command. Fails in one sentence when the workstation, or another command, has it open. */
export async function withLibrary<T>(folderName: string, use: (library: CommandLibrary) => Promise<T>): Promise<T> {
  const readers = new ReaderPool({ workerFile: appPaths().readerWorkerFile, size: Math.min(4, Math.max(1, availableParallelism() - 1)) })
  try {
    const folder = await openLibraryFolder(folderName)
    try {
      const userName = userInfo().username
      const library: LibraryService = new LibraryService({
        ...folder,
        readers,
        onRemove: (instances) => frames.forget(instances),
      })
      const frames = new LibraryFrames(folder, library.store, readers)
      return await use({ folder, library, frames, readers, userName })
    } finally {
      folder.close()
    }
  } finally {
    await readers.close()
  }
}
