import type { Database } from '../database/connection.ts';

const SELECT = 'SELECT label, into_label FROM merged_speakers WHERE transcript_key = ?';
const SAVE = `
  INSERT INTO merged_speakers (transcript_key, label, into_label) VALUES (?, ?, ?)
  ON CONFLICT (transcript_key, label) DO UPDATE SET into_label = excluded.into_label`;

/** By the label of each speaker that was merged into another, that other's label, which may have been merged too. */
export function readMergedSpeakers(database: Database, transcriptKey: number): ReadonlyMap<string, string> {
  const rows = database.all(SELECT, transcriptKey);
  return new Map(rows.map((row) => [String(row['label']), String(row['into_label'])]));
}

/** Null for a speaker that is there again. The caller holds a transaction. */
export function writeMergedSpeaker(
  database: Database,
  transcriptKey: number,
  label: string,
  into: string | null,
): void {
  if (into !== null) database.run(SAVE, transcriptKey, label, into);
  else {
    database.run('DELETE FROM merged_speakers WHERE transcript_key = ? AND label = ?', transcriptKey, label);
  }
}

/** Who speaks now where `label` spoke before the merges. A speaker is merged only while there, so this comes to an end. */
export function followMerges(merged: ReadonlyMap<string, string>, label: string): string {
  let followed = label;
  for (let steps = 0; steps < merged.size; steps += 1) followed = merged.get(followed) ?? followed;
  return followed;
}
