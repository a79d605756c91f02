import { z } from 'zod';

/** What the worker writes. A PDF is laid out by whatever shows the page, from `html`. */
export const EXPORT_FORMATS = ['txt', 'md', 'docx', 'html', 'srt', 'vtt', 'json', 'csv', 'tsv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A whole file: text, to be written as UTF-8, or bytes. */
export type ExportContent = string | Uint8Array;

export const exportOptionsSchema = z.strictObject({
  /** Characters in a line of a caption. */
  maxLineLength: z.number().int().min(10).max(200).default(42),
  maxLinesPerCue: z.number().int().min(1).max(4).default(2),
  /** Reading speed that captions stay under where the words' times allow it. */
  maxCharactersPerSecond: z.number().min(5).max(100).default(20),
  /** Write the speaker before the text. */
  speakers: z.boolean().default(true),
  /** Write times in txt, md, docx and html. */
  timestamps: z.boolean().default(false),
  /** Word times in json. */
  words: z.boolean().default(true),
});

export type ExportOptions = z.infer<typeof exportOptionsSchema>;

export const DEFAULT_EXPORT_OPTIONS: ExportOptions = exportOptionsSchema.parse({});

/** What a person chooses from: also `pdf`, which the shell of the page makes of `html`. */
export const EXPORT_CHOICES = [...EXPORT_FORMATS, 'pdf'] as const;
export type ExportChoice = (typeof EXPORT_CHOICES)[number];

const { shape } = exportOptionsSchema;

export const exportChoicesSchema = z.strictObject({
  format: z.enum(EXPORT_CHOICES),
  /** Those that were ever changed: the others follow the defaults, whatever these become. */
  options: z
    .strictObject({
      maxLineLength: shape.maxLineLength.unwrap(),
      maxLinesPerCue: shape.maxLinesPerCue.unwrap(),
      maxCharactersPerSecond: shape.maxCharactersPerSecond.unwrap(),
      speakers: shape.speakers.unwrap(),
      timestamps: shape.timestamps.unwrap(),
      words: shape.words.unwrap(),
    })
    .partial(),
});
export type ExportChoices = z.infer<typeof exportChoicesSchema>;
