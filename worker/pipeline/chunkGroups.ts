/**
 * Chunks of a track are recognized in groups: decoded together, finished together. Results may depend on what is
 * decoded together (int8 models share one activation scale per batch), so the composition of a group is fixed by the
 * numbers of its chunks alone. That makes a resumed run, which starts again at the first unfinished group, produce
 * the same words as an uninterrupted one.
 *
 * The first groups are small so that the first words appear early; later ones fill the batch.
 */
const FIRST_GROUP_SIZES = [1, 2, 4] as const;
const GROUP_SIZE = 8;

/** Number of chunks in the group with this number, from 0. */
export function chunkGroupSize(groupIndex: number): number {
  return FIRST_GROUP_SIZES[groupIndex] ?? GROUP_SIZE;
}
