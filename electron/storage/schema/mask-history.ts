/**
 * When acts were done, and the ends of each frame's history beside its mask, so that a long one costs no more than a short one.
 * Acts before 'first_act' were folded: their result is where the history begins.
 */
export const maskHistory = `
ALTER TABLE mask_act ADD COLUMN at TEXT NOT NULL DEFAULT '';
ALTER TABLE mask ADD COLUMN first_act INTEGER NOT NULL DEFAULT 1;
ALTER TABLE mask ADD COLUMN last_act INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mask ADD COLUMN history_bytes INTEGER NOT NULL DEFAULT 0;
UPDATE mask SET
  first_act = coalesce((SELECT min(sequence) FROM mask_act WHERE mask_act.instance_id = mask.instance_id AND mask_act.frame = mask.frame), act + 1),
  last_act = coalesce((SELECT max(sequence) FROM mask_act WHERE mask_act.instance_id = mask.instance_id AND mask_act.frame = mask.frame), act),
  history_bytes = coalesce((SELECT sum(length(labels_before) + length(labels_after)) FROM mask_act WHERE mask_act.instance_id = mask.instance_id AND mask_act.frame = mask.frame), 0);
`
