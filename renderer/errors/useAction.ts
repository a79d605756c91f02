import { useCallback, useState } from 'react';
import type { SerializedError } from '../../worker/contract/index.ts';
import { toShownError } from './toShownError.ts';

/** Something the person started: whether it is still going on, and how it failed. */
export interface Action {
  readonly isBusy: boolean;
  readonly error: SerializedError | null;
  run(action: () => Promise<void>): void;
  dismiss(): void;
}

interface ActionState {
  readonly isBusy: boolean;
  readonly error: SerializedError | null;
}

const IDLE: ActionState = { isBusy: false, error: null };

/** For the part of the page that starts something, so that its failure is shown where it was started. */
export function useAction(): Action {
  const [state, setState] = useState(IDLE);
  const run = useCallback((action: () => Promise<void>) => {
    setState({ isBusy: true, error: null });
    action().then(
      () => setState(IDLE),
      (error: unknown) => setState({ isBusy: false, error: toShownError(error) }),
    );
  }, []);
  const dismiss = useCallback(() => setState(IDLE), []);
  return { ...state, run, dismiss };
}
