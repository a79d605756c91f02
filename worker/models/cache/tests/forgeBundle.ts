import { readFileSync, writeFileSync } from 'node:fs';
import { type BundleManifest, MANIFEST_NAME } from '../bundleManifest.ts';
import { createTarHeader, paddedSize, TAR_BLOCK_BYTES, TAR_END_BYTES } from '../tarHeader.ts';

/** Rewrites the bundle with another manifest or other blobs, all headers right: what an attacker would do. */
export function forgeBundle(
  file: string,
  change: (manifest: BundleManifest, blobs: Buffer[]) => unknown,
): void {
  const bundle = readFileSync(file);
  const manifestBytes = Number.parseInt(bundle.toString('ascii', 124, 135), 8);
  const text = bundle.toString('utf8', TAR_BLOCK_BYTES, TAR_BLOCK_BYTES + manifestBytes);
  const manifest = JSON.parse(text) as BundleManifest;
  const blobs: Buffer[] = [];
  let at = TAR_BLOCK_BYTES + paddedSize(manifestBytes);
  for (const { sizeBytes } of manifest.blobs) {
    blobs.push(bundle.subarray(at + TAR_BLOCK_BYTES, at + TAR_BLOCK_BYTES + sizeBytes));
    at += TAR_BLOCK_BYTES + paddedSize(sizeBytes);
  }
  const forged = Buffer.from(JSON.stringify(change(manifest, blobs) ?? manifest));
  const members = [forged, ...blobs].map((content, index) => {
    const { etag = '', sizeBytes = 0 } = manifest.blobs[index - 1] ?? {};
    const header =
      index === 0
        ? createTarHeader(MANIFEST_NAME, content.length)
        : createTarHeader(`blobs/${etag}`, sizeBytes);
    return Buffer.concat([header, content, Buffer.alloc(paddedSize(content.length) - content.length)]);
  });
  writeFileSync(file, Buffer.concat([...members, Buffer.alloc(TAR_END_BYTES)]));
}
