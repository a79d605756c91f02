/** One entry of a listing, as the API words it. */
export interface TreeEntry {
  readonly type: 'file' | 'directory';
  readonly oid: string;
  readonly size: number;
  readonly path: string;
  readonly lfs?: { readonly oid: string; readonly size: number; readonly pointerSize: number };
  readonly xetHash?: string;
  readonly lastCommit?: { readonly id: string; readonly title: string; readonly date: string };
  readonly securityFileStatus?: {
    readonly status: string;
    readonly avScan: { readonly status: string };
    readonly pickleImportScan: null;
  };
}
