import { createToyEngine, type ToyEngine } from './createToyEngine.ts';

/** Makes toy engines that are closed after the test. It is given the hook of the test runner. */
export function useToyEngines({
  afterEach,
}: {
  readonly afterEach: (run: () => Promise<void>) => void;
}): typeof createToyEngine {
  const engines: ToyEngine[] = [];
  afterEach(async () => {
    await Promise.all(engines.splice(0).map((engine) => engine.close()));
  });
  return (...args) => {
    const engine = createToyEngine(...args);
    engines.push(engine);
    return engine;
  };
}
