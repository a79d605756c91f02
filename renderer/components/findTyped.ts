/**
 * The label that typed letters mean, as in the menus of desktop systems: the next one from where the focus is that begins
 * with them. One letter, also when it is typed again and again, goes on to the next label with it; further letters stay as
 * long as they fit. Returns its index, or -1.
 */
export function findTyped(labels: readonly string[], typed: string, current: number): number {
  const letters = typed.toLocaleLowerCase();
  const isOneLetter = [...letters].every((letter) => letter === letters[0]);
  const sought = isOneLetter ? letters.slice(0, 1) : letters;
  const first = isOneLetter ? current + 1 : Math.max(0, current);
  return (
    labels
      .map((_, step) => (first + step) % labels.length)
      .find((index) => labels[index]?.toLocaleLowerCase().startsWith(sought) === true) ?? -1
  );
}
