import { UnreadableFileError } from '../dicom/unreadable-file-error'
import { DataError } from '../../ml/data/data-error'
import { ServiceError } from '../ipc/service-error'
import { explainStorageError } from '../storage/storage-error'

/** The named errors of the floors below as declared errors that a page can show; everything else as it is. */
export function explainFailure(error: unknown, what: string): unknown {
  if (error instanceof UnreadableFileError) return new ServiceError('unreadable-file', error.message, { code: error.code })
  if (error instanceof DataError) return new ServiceError('invalid-input', error.message)
  return explainStorageError(error, what)
}
