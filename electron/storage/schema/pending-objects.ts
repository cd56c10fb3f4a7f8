/** Schema 2: a note of the copies that are being added or removed. */
export const pendingObjects = `
-- Copies that are being added or removed: what a killed program left half-done is finished by the next one. Copies that are neither
-- here nor in 'instance' are never deleted, so that an older database put back beside newer copies loses none of them.
CREATE TABLE IF NOT EXISTS pending_object (
  hash TEXT PRIMARY KEY
) STRICT;
`
