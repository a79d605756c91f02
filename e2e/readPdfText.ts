import { inflateSync } from 'node:zlib';

interface PdfObject {
  readonly head: string;
  /** Inflated; null for an object without one. */
  readonly stream: string | null;
}

/**
 * The text of a PDF as Chromium writes it, page by page in the order in which it is drawn, each run of text on a line of
 * its own. It knows no more of PDF than that: fonts with `ToUnicode` tables, codes of two bytes, deflated streams.
 */
export function readPdfText(pdf: Buffer): string {
  const objects = readObjects(pdf);
  const fonts = new Map<string, ReadonlyMap<string, string>>();
  const lines: string[] = [];
  for (const { head } of objects.values()) {
    for (const [, name = '', id = ''] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const [, table = ''] = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id)?.head ?? '') ?? [];
      fonts.set(name, readUnicodeTable(objects.get(table)?.stream ?? ''));
    }
  }
  for (const { head } of objects.values()) {
    const [, contents] = /\/Type \/Page\b.*\/Contents (\d+) 0 R/s.exec(head) ?? [];
    if (contents !== undefined) lines.push(...readRuns(objects.get(contents)?.stream ?? '', fonts));
  }
  return lines.join('\n');
}

function readObjects(pdf: Buffer): ReadonlyMap<string, PdfObject> {
  const objects = new Map<string, PdfObject>();
  const file = pdf.toString('latin1');
  for (const { 1: id = '', 2: body = '' } of file.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [head = '', rest] = body.split(/\bstream\r?\n/, 2);
    const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0);
    const isReadable = rest !== undefined && head.includes('/FlateDecode');
    const stream = isReadable
      ? inflateSync(Buffer.from(rest.slice(0, length), 'latin1')).toString('latin1')
      : null;
    objects.set(id, { head, stream });
  }
  return objects;
}

/** Codes of four hexadecimal digits -> what they mean. */
function readUnicodeTable(table: string): ReadonlyMap<string, string> {
  const characters = new Map<string, string>();
  for (const [, code = '', text = ''] of table.matchAll(/^<(\w{4})> <(\w+)>$/gm)) {
    // More than one character for a ligature.
    characters.set(code, Buffer.from(text, 'hex').swap16().toString('utf16le'));
  }
  for (const [, first = '', last = '', start = ''] of table.matchAll(/^<(\w{4})> <(\w{4})> <(\w{4})>$/gm)) {
    const offset = Number.parseInt(start, 16) - Number.parseInt(first, 16);
    for (let code = Number.parseInt(first, 16); code <= Number.parseInt(last, 16); code++) {
      characters.set(toHex(code), String.fromCodePoint(code + offset));
    }
  }
  return characters;
}

function readRuns(
  contents: string,
  fonts: ReadonlyMap<string, ReadonlyMap<string, string>>,
): readonly string[] {
  const runs: string[] = [];
  let font: ReadonlyMap<string, string> = new Map();
  for (const [token, name, codes] of contents.matchAll(/\bBT\b|\/(F\d+) [\d.]+ Tf|<(\w+)> Tj/g)) {
    if (token === 'BT') runs.push('');
    else if (name !== undefined) font = fonts.get(name) ?? new Map();
    else if (codes !== undefined) {
      const text = (codes.match(/\w{4}/g) ?? []).map((code) => font.get(code) ?? '\ufffd').join('');
      runs.push((runs.pop() ?? '') + text);
    }
  }
  return runs;
}

function toHex(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0');
}
