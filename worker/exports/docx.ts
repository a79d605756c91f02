import type { IStylesOptions, Paragraph as DocxParagraph, ParagraphChild } from 'docx';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { type ExportOptions, formatTimecode } from '../contract/index.ts';
import { listDocumentFacts } from './documentFacts.ts';
import type { ExportDocument } from './exportDocument.ts';
import { createParagraphs, type Paragraph } from './paragraphs.ts';
import { getTextDirection } from './textDirection.ts';
import { toOneLine } from './toOneLine.ts';

/** Named, so that a person changes the look of all names or all times in one place. Sizes are half points. */
const STYLES: IStylesOptions = {
  default: { document: { run: { font: 'Calibri', size: 22 } } },
  paragraphStyles: [
    { id: 'Facts', name: 'Facts', basedOn: 'Normal', run: { color: '595959', size: 18 } },
    { id: 'Speech', name: 'Speech', basedOn: 'Normal', paragraph: { spacing: { after: 160, line: 300 } } },
  ],
  characterStyles: [
    { id: 'SpeakerName', name: 'Speaker Name', run: { bold: true } },
    { id: 'Time', name: 'Time', run: { color: '595959', size: 18 } },
  ],
};

const CREATOR = 'Earshot';
const PROPERTIES = 'docProps/core.xml';
/** The first that a zip file can hold; it holds local times. */
const ZIP_TIME = new Date(1980, 0, 1);
/** Characters that XML 1.0 cannot hold, not even escaped. */
const NOT_IN_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** A Word document: title, facts, and paragraphs that start with the time, where it is asked for, and the speaker. */
export async function renderDocx(document: ExportDocument, options: ExportOptions): Promise<Uint8Array> {
  // Loaded when it is first needed: it takes longer than everything else of a start.
  const { Document, HeadingLevel, Packer, Paragraph, TextRun } = await import('docx');
  const isRightToLeft = getTextDirection(document.language) === 'rtl';
  const direction = isRightToLeft ? { bidirectional: true } : {};
  const run = (text: string, style?: string): ParagraphChild =>
    new TextRun({
      text: text.replace(NOT_IN_XML, ''),
      ...(isRightToLeft ? { rightToLeft: true } : {}),
      ...(style === undefined ? {} : { style }),
    });
  const speech = ({ start, speaker, text }: Paragraph): DocxParagraph =>
    new Paragraph({
      style: 'Speech',
      ...direction,
      children: [
        ...(options.timestamps ? [run(`${formatTimecode(start, 'clock')}  `, 'Time')] : []),
        ...(speaker === null ? [] : [run(`${speaker}: `, 'SpeakerName')]),
        run(text),
      ],
    });
  const title = toOneLine(document.title);
  const facts = listDocumentFacts(document).map(({ name, value }) => `${name}: ${value}`);
  const file = new Document({
    title: title.replace(NOT_IN_XML, ''),
    creator: CREATOR,
    lastModifiedBy: CREATOR,
    styles: STYLES,
    sections: [
      {
        children: [
          new Paragraph({
            heading: HeadingLevel.TITLE,
            ...direction,
            children: [run(title)],
          }),
          new Paragraph({ style: 'Facts', ...direction, children: [run(facts.join(' · '))] }),
          ...createParagraphs(document, options).map(speech),
        ],
      },
    ],
  });
  return dated(new Uint8Array(await Packer.toArrayBuffer(file)), document.createdAtMs);
}

/** With the time of the meeting in place of the time of writing, so that the same transcript gives the same bytes. */
function dated(file: Uint8Array, createdAtMs: number): Uint8Array {
  const parts = unzipSync(file);
  const properties = strFromU8(parts[PROPERTIES] ?? new Uint8Array());
  const time = `$1${new Date(createdAtMs).toISOString()}<`;
  parts[PROPERTIES] = strToU8(properties.replace(/(<dcterms:(?:created|modified) [^>]*>)[^<]*</g, time));
  return zipSync(parts, { mtime: ZIP_TIME });
}
