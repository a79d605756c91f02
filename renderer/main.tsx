import './withoutEval.ts';
import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { connectWorker } from './connection/connectWorker.ts';
import { ErrorBoundary } from './errors/ErrorBoundary.tsx';
import { followAppearance } from './followAppearance.ts';
import { createBrowserHost } from './host/browserHost.ts';
import { createElectronHost, findPreload } from './host/electronHost.ts';
import { SAMPLE_NAME } from './host/sampleUrl.ts';
import { takeToken } from './host/takeToken.ts';
import { createStores, PageContext } from './stores/stores.ts';
import { subscribeToWorker } from './stores/subscribeToWorker.ts';

const preload = findPreload(window);
const host =
  preload === undefined
    ? createBrowserHost({ token: takeToken(window) ?? '', baseUrl: window.location.href })
    : createElectronHost({ preload, page: window });
const worker = connectWorker({ openTransport: () => host.openTransport() });
const stores = createStores({ worker, host, sampleName: SAMPLE_NAME, page: window });
subscribeToWorker({ worker, stores });
followAppearance({ settings: stores.settings, root: document.documentElement, storage: localStorage });
// What was deleted stays deleted when the page goes away before the time to undo it is over.
window.addEventListener('pagehide', () => void stores.library.getState().commitRemoval());

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <PageContext value={{ host, worker, stores }}>
        <App />
      </PageContext>
    </ErrorBoundary>
  </StrictMode>,
);
