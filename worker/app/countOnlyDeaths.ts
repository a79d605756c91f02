import type { CrashLedger } from '../models/crashLedger.ts';

/**
 * A ledger that does not hold it against a model when this process ends by itself while the model is loaded, as it does
 * when Ctrl-C is pressed a second time. What the model can do to the process, such as a fault in native code or using up
 * the memory, leaves no time for an `exit` event.
 */
export function countOnlyDeaths(ledger: CrashLedger): CrashLedger {
  return {
    ...ledger,
    begin(model) {
      const end = ledger.begin(model);
      process.on('exit', end);
      return () => {
        process.off('exit', end);
        end();
      };
    },
  };
}
