import { UnreadableFileError } from '../unreadable-file-error'
import { nothingSaid, type DeidentifiedFile } from './deidentify-file'

/**
 * Where the header of a file that was de-identified does not say whether text is burned in, `look` says whether it seems so, and the warning
 * tells what was seen. The copy is made by then: a look that fails or takes too long (an `UnreadableFileError`) has seen nothing.
 */
export async function warnOfSeenText(written: DeidentifiedFile, look: () => Promise<boolean>): Promise<DeidentifiedFile> {
  if (!written.warnings.includes(nothingSaid) || !(await seen(look))) return written
  const warning = 'There seem to be characters at the border of its frames, and its header does not say whether text is burned into the pixels: look at every frame before it leaves the house.'
  return { ...written, warnings: written.warnings.map((each) => (each === nothingSaid ? warning : each)) }
}

async function seen(look: () => Promise<boolean>): Promise<boolean> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof UnreadableFileError) return false
    throw error
  }
}
