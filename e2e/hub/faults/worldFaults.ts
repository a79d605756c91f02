import type { Fault } from '../fault.ts';
import type { HubState } from '../hubState.ts';
import type { FileChanges } from '../repositoryStore.ts';

/** Things that happen elsewhere while a client asks (rows 14 to 16 and 24). The request itself is then answered. */
export const worldFaults = {
  /** Anything; the answer waits for it. */
  effect: ({ run }: { readonly run: (state: HubState) => void | Promise<void> }): Fault => ({
    name: 'effect',
    before: run,
  }),

  /** Someone pushes to main. */
  moveBranch: ({ id, changes }: { readonly id: string; readonly changes: FileChanges }): Fault => ({
    name: 'moveBranch',
    before: async ({ repositories }) => {
      await repositories.commit(id, changes);
    },
  }),

  /** The authors take back the access of a token. */
  revokeAccess: ({ id, token }: { readonly id: string; readonly token: string }): Fault => ({
    name: 'revokeAccess',
    before: ({ access }) => {
      access.revoke(token, id);
    },
  }),

  /** The repository is disabled. */
  disableRepository: ({ id }: { readonly id: string }): Fault => ({
    name: 'disableRepository',
    before: ({ repositories }) => {
      repositories.get(id).disabled = true;
    },
  }),

  /** The hub's clock jumps; URLs signed before may have expired. */
  clockJump: ({ byMs }: { readonly byMs: number }): Fault => ({
    name: 'clockJump',
    before: ({ clock }) => {
      clock.advance(byMs);
    },
  }),
} as const;
