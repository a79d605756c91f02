/** Hidden files of systems, such as `.DS_Store`, are in most folders and no recordings. */
const HIDDEN = /^\./;

/**
 * The files that were dropped, those in dropped folders included. Reads what was dropped before it first waits, since it
 * is gone when the event is over.
 */
export async function listDroppedFiles(dropped: DataTransfer): Promise<readonly File[]> {
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry());
  const files = [...dropped.files];
  if (!entries.some((entry) => entry?.isDirectory)) return files;
  const found: File[] = [];
  for (const entry of entries) {
    if (entry !== null) found.push(...(await listEntry(entry)));
  }
  return found.filter(({ name }) => !HIDDEN.test(name));
}

async function listEntry(entry: FileSystemEntry): Promise<readonly File[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => {
      (entry as FileSystemFileEntry).file(resolve, reject);
    });
    return [file];
  }
  const found: File[] = [];
  for (const child of await readFolder((entry as FileSystemDirectoryEntry).createReader())) {
    found.push(...(await listEntry(child)));
  }
  return found;
}

/** A reader gives a part of a folder each time, at most a hundred entries in Chromium, and nothing at the end. */
async function readFolder(reader: FileSystemDirectoryReader): Promise<readonly FileSystemEntry[]> {
  const found: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<readonly FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (part.length === 0) return found;
    found.push(...part);
  }
}
