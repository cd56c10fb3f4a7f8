import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)
export const dciodvfyMissing = 'dciodvfy (package dicom3tools) is not installed'

/** What the DICOM validator says of a file, line by line, or null with the reason printed where it is not installed. */
export async function dciodvfy(file: string): Promise<string[] | null> {
  // It ends with 1 when it finds an error, and reports on both outputs.
  const report = await execute('dciodvfy', [file]).catch((error: { code: unknown; stdout: string; stderr: string }) => error)
  if ('code' in report && report.code === 'ENOENT') {
    console.warn(`SKIPPED validation of ${file}: ${dciodvfyMissing}`)
    return null
  }
  return `${report.stdout}${report.stderr}`.split('\n')
}

export function errorsIn(lines: readonly string[]): string[] {
  return lines.filter((line) => line.startsWith('Error'))
}
