import { z } from 'zod';
import { EXPORT_FORMATS, exportOptionsSchema } from '../../../worker/contract/index.ts';

const exportChoicesSchema = z.object({
  format: z.enum(EXPORT_FORMATS),
  /** Those that differ from the defaults or did so once. */
  options: exportOptionsSchema.partial(),
});

export type ExportChoices = z.infer<typeof exportChoicesSchema>;

const KEY = 'earshot-export';
const FIRST_CHOICES: ExportChoices = { format: 'txt', options: {} };

/** What was chosen last in this browser. */
export function loadExportChoices(storage: Pick<Storage, 'getItem'>): ExportChoices {
  try {
    const stored: unknown = JSON.parse(storage.getItem(KEY) ?? 'null');
    return exportChoicesSchema.safeParse(stored).data ?? FIRST_CHOICES;
  } catch {
    return FIRST_CHOICES;
  }
}

export function saveExportChoices(storage: Pick<Storage, 'setItem'>, choices: ExportChoices): void {
  storage.setItem(KEY, JSON.stringify(choices));
}
