/** Schema 9: whose turn a series is belongs to its summary, so summaries follow assignments and are made anew once. */
export const assignedSeries = `
CREATE TRIGGER stale_assignment_added AFTER INSERT ON assignment BEGIN
  INSERT INTO stale_series VALUES (NEW.series_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER stale_assignment_changed AFTER UPDATE ON assignment BEGIN
  INSERT INTO stale_series VALUES (NEW.series_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER stale_assignment_removed AFTER DELETE ON assignment BEGIN
  INSERT INTO stale_series VALUES (OLD.series_id) ON CONFLICT DO NOTHING;
END;
DELETE FROM series_summary;
INSERT INTO stale_series SELECT id FROM series WHERE true ON CONFLICT DO NOTHING;
`
