/**
 * Schema 3: what the values of pixels mean. Label 1 is what the student predicts. Colours of the main labels stay apart for people with
 * red-green colour blindness (a test simulates it); branches have the hue of their artery, lighter and darker.
 */
export const labelSchemes = `
CREATE TABLE label (
  id INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 255),
  name TEXT NOT NULL,
  colour TEXT NOT NULL,
  vessel INTEGER NOT NULL,
  locked INTEGER NOT NULL DEFAULT 0,
  visible INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE label_scheme (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE label_scheme_entry (
  scheme_id INTEGER NOT NULL REFERENCES label_scheme (id) ON DELETE CASCADE,
  label_id INTEGER NOT NULL REFERENCES label (id),
  position INTEGER NOT NULL,
  PRIMARY KEY (scheme_id, label_id)
) STRICT;

INSERT INTO label (id, name, colour, vessel) VALUES
  (1, 'Vessel', '#ff7a45', 1),
  (2, 'LM', '#fff066', 1),
  (3, 'LAD', '#31b1ff', 1),
  (4, 'LCx', '#34cd96', 1),
  (5, 'RCA', '#c582b7', 1),
  (6, 'Catheter', '#f4e6f2', 0),
  (7, 'Stenosis', '#de464d', 1),
  (8, 'D1', '#a9dcff', 1),
  (9, 'D2', '#1f7fc4', 1),
  (10, 'Septal', '#6a79e0', 1),
  (11, 'Intermediate', '#b7e07a', 1),
  (12, 'OM1', '#9deccb', 1),
  (13, 'OM2', '#138f6a', 1),
  (14, 'Acute marginal', '#f3bfdd', 1),
  (15, 'PDA', '#b25f98', 1),
  (16, 'PLV', '#9a7fd1', 1);
INSERT INTO label_scheme (id, name) VALUES (1, 'Coronary arteries');
INSERT INTO label_scheme_entry (scheme_id, label_id, position) SELECT 1, id, id FROM label;
INSERT INTO library (key, value) VALUES ('label-scheme', '1');
`
