/** Lines and angles that people drew on frames, and what they calibrated images by. Shapes and lines are JSON, in image coordinates. */
export const measurements = `
CREATE TABLE measurement (
  id TEXT PRIMARY KEY,
  instance_id INTEGER NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
  frame INTEGER NOT NULL,
  shape TEXT NOT NULL,
  author TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX measurement_by_instance ON measurement (instance_id, frame);

CREATE TABLE calibration (
  instance_id INTEGER PRIMARY KEY REFERENCES instance (id) ON DELETE CASCADE,
  frame INTEGER NOT NULL,
  line TEXT NOT NULL,
  known TEXT NOT NULL,
  author TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
`
