export interface Computer {
  readonly memoryBytes: number;
  readonly cores: number;
}

const GB = 1e9;

/**
 * Catalog ids of the models to have on this computer: one for speech; the detector of speech is a part of Earshot. Our
 * choice: the largest that leaves most of the memory to others and is about as fast as the recording on processors of
 * that kind.
 */
export function recommendModels({ memoryBytes, cores }: Computer): readonly string[] {
  if (memoryBytes >= 15 * GB && cores >= 12) return ['whisper-large-v3-turbo'];
  if (memoryBytes >= 7 * GB && cores >= 4) return ['whisper-small'];
  return ['whisper-base'];
}
