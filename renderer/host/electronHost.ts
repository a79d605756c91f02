import {
  AppError,
  DESKTOP_SHELL,
  deserializeError,
  type HostMethod,
  type HostParams,
  type HostResult,
  hostReplySchema,
  type MessageTransport,
  portMessageSchema,
  type PreloadApi,
  type SerializedError,
} from '../../worker/contract/index.ts';
import { createMessagePortTransport } from '../connection/messagePortTransport.ts';
import type { Host } from './host.ts';

export interface ElectronHostOptions {
  /** What preload has put into the page. */
  readonly preload: PreloadApi;
  readonly page: Pick<Window, 'addEventListener' | 'removeEventListener' | 'location'>;
  readonly createNonce?: () => string;
}

/** The object of preload; undefined in an ordinary browser. */
export function findPreload(page: object): PreloadApi | undefined {
  return (page as { readonly [DESKTOP_SHELL.globalName]?: PreloadApi })[DESKTOP_SHELL.globalName];
}

/** The shell for the page in the desktop app: files stay where they are, and the worker is at the end of a port. */
export function createElectronHost({
  preload,
  page,
  createNonce = () => crypto.randomUUID(),
}: ElectronHostOptions): Host {
  /** Each ends one connection. */
  const connections = new Set<() => void>();

  async function call<Method extends HostMethod>(
    method: Method,
    ...[params]: undefined extends HostParams<Method> ? [] : [HostParams<Method>]
  ): Promise<HostResult<Method>> {
    const reply = hostReplySchema.parse(await preload.call(method, params));
    if (!reply.ok) throw deserializeError(reply.error as SerializedError);
    return reply.result as HostResult<Method>;
  }

  /** The transport, closed for its owner also when main says that the worker is gone. */
  function withLoss(transport: MessageTransport): MessageTransport {
    const listeners = new Set<() => void>();
    const lose = (): void => {
      connections.delete(lose);
      transport.close();
      for (const listener of listeners) listener();
      listeners.clear();
    };
    connections.add(lose);
    transport.onClose(lose);
    return {
      ...transport,
      onClose: (listener) => {
        listeners.add(listener);
      },
    };
  }

  /**
   * The port that comes with the nonce; those of earlier questions, and messages of others, are not for us. Rejects with
   * `worker-exited` when the signal aborts.
   */
  function receivePort(nonce: string, signal: AbortSignal): Promise<MessagePort> {
    return new Promise((resolve, reject) => {
      const accept = ({ source, origin, data, ports }: MessageEvent<unknown>): void => {
        const message = portMessageSchema.safeParse(data);
        const [port] = ports;
        const isOurs = source === page && origin === page.location.origin;
        if (!isOurs || !message.success || message.data.nonce !== nonce || port === undefined) return;
        page.removeEventListener('message', accept);
        resolve(port);
      };
      page.addEventListener('message', accept);
      signal.addEventListener('abort', () => {
        page.removeEventListener('message', accept);
        reject(new AppError('worker-exited', 'The worker ended before it could be reached.'));
      });
    });
  }

  preload.onWorkerGone(() => {
    for (const lose of [...connections]) lose();
  });
  preload.onShow((fragment) => {
    page.location.hash = fragment;
  });

  return {
    async openTransport(): Promise<MessageTransport> {
      const nonce = createNonce();
      const opening = new AbortController();
      // A worker may end while its port is on the way: main says so once, and the port does not.
      const lose = (): void => opening.abort();
      connections.add(lose);
      try {
        const [port] = await Promise.all([receivePort(nonce, opening.signal), call('connect', { nonce })]);
        return withLoss(createMessagePortTransport(port));
      } catch (error) {
        opening.abort();
        throw error;
      } finally {
        connections.delete(lose);
      }
    },
    importFile(file) {
      const path = preload.getFilePath(file);
      if (path !== '') return Promise.resolve(path);
      const details = { path: file.name };
      return Promise.reject(new AppError('media-missing', 'The file is not on a disk.', { details }));
    },
    importSample: () => call('samplePath'),
    mediaUrl: (mediaId) => `${DESKTOP_SHELL.mediaOrigin}/${encodeURIComponent(mediaId)}`,
    async saveFile(file) {
      await call('saveFile', file);
    },
    async saveFiles(files) {
      await call('saveFiles', { files: [...files] });
    },
    async savePdf(document) {
      await call('savePdf', document);
    },
    desktop: {
      async startWorker() {
        await call('startWorker');
      },
      chooseFolder: (startIn) => call('chooseFolder', { startIn }),
      async showInFolder(path) {
        await call('showInFolder', { path });
      },
      setHubToken: (token) => call('setHubToken', { token }),
    },
  };
}
