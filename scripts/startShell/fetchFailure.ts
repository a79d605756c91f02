/** Why Electron's program was not fetched, as a part of a sentence. */
export class FetchFailure extends Error {
  override readonly name = 'FetchFailure';
  readonly reason: string;

  constructor(reason: string) {
    super(`Electron's program was not fetched: ${reason}.`);
    this.reason = reason;
  }
}
