/** A blob as it was when its hash was last found right. */
export interface VerifiedBlob {
  readonly repoFolder: string;
  readonly etag: string;
  readonly sizeBytes: number;
  readonly changedAtMs: number;
  readonly inode: number;
}

/** The private record of blobs whose content was hashed; it saves hashing gigabytes again at each start. */
export interface VerifiedBlobs {
  /** True if exactly this was added: same file, size and time of change. */
  has(blob: VerifiedBlob): Promise<boolean>;
  add(blob: VerifiedBlob): Promise<void>;
}

/** A record that ends with the process. */
export function createVerifiedBlobs(): VerifiedBlobs {
  const blobs = new Set<string>();
  const keyOf = (blob: VerifiedBlob) =>
    [blob.repoFolder, blob.etag, blob.sizeBytes, blob.changedAtMs, blob.inode].join('\0');
  return {
    has: async (blob) => blobs.has(keyOf(blob)),
    async add(blob) {
      blobs.add(keyOf(blob));
    },
  };
}
