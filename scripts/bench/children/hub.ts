import { createTestHub } from '../../../e2e/hub/createTestHub.ts';
import type { HubCalls } from './hubCalls.ts';
import { serveChild } from './serveChild.ts';

const REPOSITORY = 'earshot/bench';
const FILE = 'model.onnx';

/** The hub of the tests in a process of its own, so that its work is nobody else's. */
serveChild<HubCalls>({
  async serve({ sizeBytes }) {
    const hub = await createTestHub();
    await hub.addRepository({ id: REPOSITORY, files: { [FILE]: { seed: 1, size: sizeBytes } } });
    return { endpoint: hub.endpoint, repository: REPOSITORY, file: FILE };
  },
});
