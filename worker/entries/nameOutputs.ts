import { basename, extname } from 'node:path';

/**
 * One name without extension for each recording of a run, in order: its own name without extension; with it where two
 * would collide (`call.mp3`, `call.wav`), and numbered where that is not enough. Names differ also for file systems
 * that ignore case.
 */
export function nameOutputs(paths: readonly string[]): string[] {
  const stems = paths.map((path) => basename(path, extname(path)));
  const counts = new Map<string, number>();
  for (const stem of stems) counts.set(fold(stem), (counts.get(fold(stem)) ?? 0) + 1);
  const taken = new Set<string>();
  return paths.map((path, index) => {
    const stem = stems[index] ?? '';
    const wanted = counts.get(fold(stem)) === 1 ? stem : basename(path);
    let name = wanted;
    for (let number = 2; taken.has(fold(name)); number++) name = `${wanted} (${number})`;
    taken.add(fold(name));
    return name;
  });
}

function fold(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
