/**
 * Returns a function that starts each piece of work when the one before it has ended, well or badly, in the order in
 * which they were given.
 */
export function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result;
    return result;
  };
}
