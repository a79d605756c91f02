/** A file in a folder, whatever system the folder's path is from. */
export function joinPath(folder: string, name: string): string {
  const separator = folder.includes('\\') && !folder.startsWith('/') ? '\\' : '/';
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
}
