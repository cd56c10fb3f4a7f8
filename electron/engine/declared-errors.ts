import { WriteError } from '../../ml/model/write-error'
import { ServiceError } from '../ipc/service-error'

const builtIn = new Set(['Error', 'TypeError', 'ReferenceError', 'SyntaxError', 'EvalError', 'URIError', 'AggregateError', 'AbortError', 'ServiceError'])

/**
 * Runs work of ml/, which throws named subclasses of Error (and RangeError) for what a person can mend: they become
 * `invalid-input` with their sentence, or `storage` where the disk is at fault. Everything else is a fault of the program and stays what it is.
 */
export async function withDeclaredErrors<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof WriteError) throw new ServiceError('storage', error.message)
    if (error instanceof Error && !builtIn.has(error.name)) throw new ServiceError('invalid-input', error.message)
    throw error
  }
}
