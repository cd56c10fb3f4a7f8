/** Independent readings of a frame, and decisions between them. */
export const readings = `
-- One person's mask of a frame, kept as a version when it is finished. 'from_act' is the act that began it: while the reading is open,
-- its reader neither sees nor undoes anything before. Readings that were there before the first independent one have none of their own.
CREATE TABLE reading (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  instance_id INTEGER NOT NULL,
  frame INTEGER NOT NULL,
  number INTEGER NOT NULL,
  reader TEXT NOT NULL,
  from_act INTEGER NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  version_id INTEGER REFERENCES mask_version (id) ON DELETE CASCADE,
  UNIQUE (instance_id, frame, number),
  FOREIGN KEY (instance_id, frame) REFERENCES mask (instance_id, frame) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX one_open_reading ON reading (instance_id, frame) WHERE finished_at IS NULL;

-- Acts that decided between two readings; an act that is gone from the history takes its row along.
CREATE TABLE adjudication (
  instance_id INTEGER NOT NULL,
  frame INTEGER NOT NULL,
  act INTEGER NOT NULL,
  first_reading INTEGER NOT NULL REFERENCES reading (id) ON DELETE CASCADE,
  second_reading INTEGER NOT NULL REFERENCES reading (id) ON DELETE CASCADE,
  decided_by TEXT NOT NULL,
  PRIMARY KEY (instance_id, frame, act),
  FOREIGN KEY (instance_id, frame, act) REFERENCES mask_act (instance_id, frame, sequence) ON DELETE CASCADE
) STRICT;
`
