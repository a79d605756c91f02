import type { ElectronApi } from './electronApi.ts';
import { strings } from './strings.ts';

const CHOICES = ['start-again', 'show-log', 'quit'] as const;
export type GiveUpChoice = (typeof CHOICES)[number];

/** Says that the worker is not started any more, and asks what to do. Closing the dialog means to start it again. */
export async function askAfterGivingUp(dialog: ElectronApi['dialog']): Promise<GiveUpChoice> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: strings.gaveUpTitle,
    detail: strings.gaveUpText,
    buttons: [strings.startAgain, strings.showLog, strings.quit],
    defaultId: 0,
    cancelId: 0,
  });
  return CHOICES[response] ?? 'start-again';
}
