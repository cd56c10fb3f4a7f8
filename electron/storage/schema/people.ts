/** Schema 5: who works in the library, whose turn a series is, what reviewers said, and how long frames took. */
export const people = `
-- Names sign masks and audit entries: they are never changed, and people are never deleted.
CREATE TABLE person (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  roles TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  created_at TEXT NOT NULL
) STRICT;

-- Hashes of the labels that were returned and that were handed in: a mask that is changed is neither any more, and undo makes it so again.
CREATE TABLE frame_review (
  instance_id INTEGER NOT NULL,
  frame INTEGER NOT NULL,
  returned_hash TEXT,
  submitted_hash TEXT,
  PRIMARY KEY (instance_id, frame),
  FOREIGN KEY (instance_id, frame) REFERENCES mask (instance_id, frame) ON DELETE CASCADE
) STRICT;

CREATE TABLE review_note (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  instance_id INTEGER NOT NULL,
  frame INTEGER NOT NULL,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  act TEXT NOT NULL CHECK (act IN ('submit', 'return', 'approve', 'reopen', 'note')),
  comment TEXT NOT NULL,
  hash TEXT NOT NULL,
  FOREIGN KEY (instance_id, frame) REFERENCES mask (instance_id, frame) ON DELETE CASCADE
) STRICT;
CREATE INDEX review_note_by_frame ON review_note (instance_id, frame);

CREATE TABLE assignment (
  series_id INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  duty TEXT NOT NULL CHECK (duty IN ('annotate', 'review')),
  person_id INTEGER NOT NULL REFERENCES person (id),
  PRIMARY KEY (series_id, duty)
) STRICT;
CREATE INDEX assignment_by_person ON assignment (person_id);

-- Active time only: no times of day.
CREATE TABLE frame_time (
  instance_id INTEGER NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
  frame INTEGER NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  milliseconds INTEGER NOT NULL,
  PRIMARY KEY (instance_id, frame, person_id)
) STRICT;

CREATE INDEX mask_by_status ON mask (status);
ALTER TABLE run ADD COLUMN started_by TEXT;
`
