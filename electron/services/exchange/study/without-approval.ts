import type { ArchivedRow, FrameArchive } from '../../../storage/frame-archive'

const statusColumns = ['status', 'status_before', 'status_after']

/** Whether what a library holds about a frame says that its mask is approved. */
export function hasApproval(archive: FrameArchive): boolean {
  return (archive['approval'] ?? []).length > 0 || Object.values(archive).some((rows) => rows.some((row) => statusColumns.some((column) => row[column] === 'approved')))
}

/** The same mask, corrected but not approved. Its versions still say who approved them where they come from. */
export function withoutApproval(archive: FrameArchive): FrameArchive {
  return Object.fromEntries(Object.entries(archive).map(([table, rows]) => [table, table === 'approval' ? [] : rows.map(corrected)]))
}

function corrected(row: ArchivedRow): ArchivedRow {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, statusColumns.includes(column) && value === 'approved' ? 'corrected' : value]))
}
