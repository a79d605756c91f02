/**
 * `node scripts/makeIcons.ts`: renders assets/icons/icon.svg in the sizes that Linux wants, and packs them for Windows
 * (icon.ico) and macOS (icon.icns). Both formats are containers of PNG files. Run after a change of the drawing.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import { launchChromium } from '../e2e/launchChromium.ts';

const FOLDER = fileURLToPath(new URL('../assets/icons', import.meta.url));

const LINUX_SIZES = [16, 32, 48, 64, 128, 256, 512];
const ICO_SIZES = [16, 32, 48, 256];
/** Type -> pixels; types of 16 to 512 points at one and two pixels a point. */
const ICNS_TYPES = [
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
] as const;

const browser = await launchChromium();
try {
  const images = await render(browser, [...LINUX_SIZES, 1024]);
  const at = (size: number): Buffer => {
    const image = images.get(size);
    if (image === undefined) throw new Error(`${size} pixels were not rendered.`);
    return image;
  };
  for (const size of LINUX_SIZES) await writeFile(join(FOLDER, `${size}x${size}.png`), at(size));
  await writeFile(join(FOLDER, 'icon.ico'), packIco(ICO_SIZES.map((size) => ({ size, image: at(size) }))));
  await writeFile(
    join(FOLDER, 'icon.icns'),
    packIcns(ICNS_TYPES.map(([type, size]) => ({ type, image: at(size) }))),
  );
} finally {
  await browser.close();
}

async function render(browser: Browser, sizes: readonly number[]): Promise<Map<number, Buffer>> {
  const svg = await readFile(join(FOLDER, 'icon.svg'), 'utf8');
  const page = await browser.newPage();
  const images = new Map<number, Buffer>();
  for (const size of sizes) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(
      `<style>body { margin: 0 } svg { display: block; width: ${size}px; height: ${size}px }</style>${svg}`,
    );
    images.set(size, await page.screenshot({ omitBackground: true }));
  }
  return images;
}

/** ICONDIR, one ICONDIRENTRY of 16 bytes each, then the images. */
function packIco(entries: readonly { readonly size: number; readonly image: Buffer }[]): Buffer {
  const header = Buffer.alloc(6 + 16 * entries.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(entries.length, 4);
  let offset = header.length;
  for (const [index, { size, image }] of entries.entries()) {
    const at = 6 + 16 * index;
    // 0 stands for 256.
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(image.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += image.length;
  }
  return Buffer.concat([header, ...entries.map(({ image }) => image)]);
}

/** `icns`, the length of all, then type, length and image of each. */
function packIcns(entries: readonly { readonly type: string; readonly image: Buffer }[]): Buffer {
  const chunks = entries.map(({ type, image }) => toChunk(type, image));
  return toChunk('icns', Buffer.concat(chunks));
}

function toChunk(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'ascii');
  head.writeUInt32BE(head.length + content.length, 4);
  return Buffer.concat([head, content]);
}
