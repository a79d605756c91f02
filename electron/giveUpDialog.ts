import type { ElectronApi } from './electronApi.ts';
import { strings } from './strings.ts';

const CHOICES = ['start-again', 'show-log', 'quit'] as const;
export type GiveUpChoice = (typeof CHOICES)[number];

export interface GiveUpReason {
  readonly title: string;
  readonly text: string;
}

/**
 * Says that the worker is not started any more, and asks what to do. Closing the dialog means to start it again, and so
 * does aborting the signal, when that has been done meanwhile. macOS leaves such a dialog open.
 */
export async function askAfterGivingUp(
  dialog: ElectronApi['dialog'],
  { title, text }: GiveUpReason,
  signal: AbortSignal,
): Promise<GiveUpChoice> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: title,
    detail: text,
    buttons: [strings.startAgain, strings.showLog, strings.quit],
    defaultId: 0,
    cancelId: 0,
    signal,
  });
  return CHOICES[response] ?? 'start-again';
}
