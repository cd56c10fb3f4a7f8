/**
 * Schema 1 of a library. Ids are never used again after a removal (AUTOINCREMENT), because pages cache frames by id.
 * Times are ISO 8601 in UTC and for reading only: everything is ordered by sequence numbers, so a jumping clock does no harm.
 */
export const librarySchema = `
CREATE TABLE library (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE study (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  study_instance_uid TEXT NOT NULL UNIQUE,
  patient_name TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  study_date TEXT,
  description TEXT NOT NULL,
  imported_at TEXT NOT NULL
) STRICT;

CREATE TABLE series (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  study_id INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
  series_instance_uid TEXT NOT NULL,
  series_number INTEGER,
  modality TEXT NOT NULL,
  description TEXT NOT NULL,
  UNIQUE (study_id, series_instance_uid)
) STRICT;

-- One row an imported file. 'header' is what the reader found in it (JSON); the columns repeat what queries need.
CREATE TABLE instance (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  series_id INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  sop_instance_uid TEXT NOT NULL,
  object_hash TEXT NOT NULL UNIQUE,
  object_bytes INTEGER NOT NULL,
  image_rows INTEGER NOT NULL,
  image_columns INTEGER NOT NULL,
  frames INTEGER NOT NULL,
  header TEXT NOT NULL,
  source_name TEXT NOT NULL,
  imported_at TEXT NOT NULL
) STRICT;
CREATE INDEX instance_by_series ON instance (series_id);
CREATE INDEX instance_by_bytes ON instance (object_bytes);
CREATE INDEX instance_by_sop ON instance (sop_instance_uid);

-- 'labels' are run-length coded. 'act' is the sequence number of the last act that is applied (0: none).
CREATE TABLE mask (
  instance_id INTEGER NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
  frame INTEGER NOT NULL,
  labels BLOB NOT NULL,
  hash TEXT NOT NULL,
  revision INTEGER NOT NULL,
  act INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('unannotated', 'predicted', 'corrected', 'approved', 'returned')),
  author_kind TEXT CHECK (author_kind IN ('human', 'model', 'import')),
  author_name TEXT,
  PRIMARY KEY (instance_id, frame)
) STRICT;

-- The history of a frame: what each act did inside its rectangle, and what it did to status and author.
CREATE TABLE mask_act (
  instance_id INTEGER NOT NULL,
  frame INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  name TEXT NOT NULL,
  x INTEGER NOT NULL,
  y INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  labels_before BLOB NOT NULL,
  labels_after BLOB NOT NULL,
  status_before TEXT NOT NULL,
  status_after TEXT NOT NULL,
  author_before_kind TEXT,
  author_before_name TEXT,
  author_after_kind TEXT NOT NULL,
  author_after_name TEXT NOT NULL,
  PRIMARY KEY (instance_id, frame, sequence),
  FOREIGN KEY (instance_id, frame) REFERENCES mask (instance_id, frame) ON DELETE CASCADE
) STRICT;

CREATE TABLE mask_version (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  instance_id INTEGER NOT NULL,
  frame INTEGER NOT NULL,
  number INTEGER NOT NULL,
  author_kind TEXT NOT NULL,
  author_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at TEXT NOT NULL,
  hash TEXT NOT NULL,
  labels BLOB NOT NULL,
  UNIQUE (instance_id, frame, number),
  FOREIGN KEY (instance_id, frame) REFERENCES mask (instance_id, frame) ON DELETE CASCADE
) STRICT;

-- The retraining queue, in order of approval.
CREATE TABLE approval (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  instance_id INTEGER NOT NULL,
  frame INTEGER NOT NULL,
  version_id INTEGER NOT NULL REFERENCES mask_version (id) ON DELETE CASCADE,
  approved_at TEXT NOT NULL,
  approved_by TEXT NOT NULL,
  UNIQUE (instance_id, frame),
  FOREIGN KEY (instance_id, frame) REFERENCES mask (instance_id, frame) ON DELETE CASCADE
) STRICT;

CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  act TEXT NOT NULL,
  subject TEXT NOT NULL,
  old_hash TEXT,
  new_hash TEXT,
  reason TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TABLE model (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('student', 'teacher')),
  net TEXT NOT NULL,
  parameters INTEGER NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('shipped', 'run')),
  run_id INTEGER,
  created_at TEXT NOT NULL,
  threshold REAL NOT NULL,
  card TEXT NOT NULL,
  validation TEXT,
  -- Figures of the student 'compared_model_id' on the same frames, and where those frames are.
  compared TEXT,
  compared_model_id TEXT,
  validation_data TEXT,
  validation_names TEXT
) STRICT;

-- Every publication with the one beneath it, to which a rollback returns.
CREATE TABLE publication (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  model_id TEXT NOT NULL REFERENCES model (id),
  beneath INTEGER REFERENCES publication (sequence),
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE TABLE published (
  slot INTEGER PRIMARY KEY CHECK (slot = 1),
  publication INTEGER NOT NULL REFERENCES publication (sequence)
) STRICT;

CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  config TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'finished', 'cancelled', 'failed')),
  message TEXT NOT NULL,
  created_at TEXT NOT NULL,
  finished_at TEXT,
  -- For a run on the queue: the mask versions that were approved when it was started (JSON), and where they were exported to.
  queued_versions TEXT,
  data_folder TEXT,
  initial_model_id TEXT,
  training_samples INTEGER,
  validation_samples INTEGER,
  model_id TEXT
) STRICT;

CREATE TABLE metric (
  run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  phase TEXT NOT NULL,
  step INTEGER NOT NULL,
  point TEXT NOT NULL,
  PRIMARY KEY (run_id, sequence)
) STRICT;
`
