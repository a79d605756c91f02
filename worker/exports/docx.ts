import type { IStylesOptions, Paragraph as DocxParagraph, ParagraphChild } from 'docx';
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
  return new Uint8Array(await Packer.toArrayBuffer(file));
}
