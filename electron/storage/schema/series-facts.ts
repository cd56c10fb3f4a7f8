/**
 * What the study browser needs of each series, kept ready, and what a model said about its masks. Triggers note
 * which series have changed, whoever changed them; `SeriesIndex` makes their summaries anew before they are looked at.
 * (ON CONFLICT, not OR IGNORE: the conflict rule of the statement that fires a trigger would replace the latter.)
 */
export const seriesFacts = `
-- A prediction belongs to the mask that it made, by content: undo and redo lead away from it and back to it.
CREATE TABLE prediction (
  instance_id INTEGER NOT NULL,
  frame INTEGER NOT NULL,
  hash TEXT NOT NULL,
  model TEXT NOT NULL,
  uncertainty REAL NOT NULL,
  PRIMARY KEY (instance_id, frame, hash),
  FOREIGN KEY (instance_id, frame) REFERENCES mask (instance_id, frame) ON DELETE CASCADE
) STRICT;

CREATE TABLE series_summary (
  series_id INTEGER PRIMARY KEY REFERENCES series (id) ON DELETE CASCADE,
  summary TEXT NOT NULL
) STRICT;

CREATE TABLE stale_series (
  series_id INTEGER PRIMARY KEY
) STRICT;
INSERT INTO stale_series SELECT id FROM series;

CREATE TRIGGER stale_study_changed AFTER UPDATE ON study BEGIN
  INSERT INTO stale_series SELECT id FROM series WHERE study_id = NEW.id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER stale_series_added AFTER INSERT ON series BEGIN
  INSERT INTO stale_series VALUES (NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER stale_series_changed AFTER UPDATE ON series BEGIN
  INSERT INTO stale_series VALUES (NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER stale_series_removed AFTER DELETE ON series BEGIN
  INSERT INTO stale_series VALUES (OLD.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER stale_instance_added AFTER INSERT ON instance BEGIN
  INSERT INTO stale_series VALUES (NEW.series_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER stale_instance_changed AFTER UPDATE ON instance BEGIN
  INSERT INTO stale_series VALUES (NEW.series_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER stale_instance_removed AFTER DELETE ON instance BEGIN
  INSERT INTO stale_series VALUES (OLD.series_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER stale_mask_added AFTER INSERT ON mask BEGIN
  INSERT INTO stale_series SELECT series_id FROM instance WHERE id = NEW.instance_id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER stale_mask_changed AFTER UPDATE ON mask BEGIN
  INSERT INTO stale_series SELECT series_id FROM instance WHERE id = NEW.instance_id ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER stale_prediction_added AFTER INSERT ON prediction BEGIN
  INSERT INTO stale_series SELECT series_id FROM instance WHERE id = NEW.instance_id ON CONFLICT DO NOTHING;
END;
`
