import {
  AppError,
  createPortTransport,
  DESKTOP_SHELL,
  type MessageTransport,
} from '../worker/contract/index.ts';
import type { WorkerHost } from '../worker/supervision/workerHost.ts';
import type { CallingFrame, ElectronApi, Port } from './electronApi.ts';

/** Makes channels with the worker at one end. */
export interface WorkerPorts<ChannelPort> {
  /**
   * Sends the other end to a page, with the nonce that it asked with: each load, each reload and each restart of the
   * worker asks anew. Throws `worker-exited` while no worker runs, or why none will.
   */
  connectPage(frame: CallingFrame<ChannelPort>, nonce: string): void;
  /** Keeps the other end: main is a client like the others. Throws as `connectPage` does. */
  connectMain(): MessageTransport;
}

export function createWorkerPorts<ChannelPort extends Port>({
  MessageChannelMain,
  host,
  whyGone,
}: {
  readonly MessageChannelMain: ElectronApi<ChannelPort>['MessageChannelMain'];
  readonly host: Pick<WorkerHost<ChannelPort>, 'connect'>;
  /** Why no worker will run, or null while another is going to. */
  readonly whyGone: () => Error | null;
}): WorkerPorts<ChannelPort> {
  function openChannel(): ChannelPort {
    const { port1, port2 } = new MessageChannelMain();
    if (host.connect(port2)) return port1;
    port1.close();
    port2.close();
    throw whyGone() ?? new AppError('worker-exited', 'The worker is not running.');
  }

  return {
    connectPage(frame, nonce) {
      const port = openChannel();
      try {
        frame.postMessage(DESKTOP_SHELL.portChannel, { nonce }, [port]);
      } catch (error) {
        // The page went elsewhere meanwhile: nobody would ever close it, and the worker would go on telling it things.
        port.close();
        throw error;
      }
    },
    connectMain: () => createPortTransport(openChannel()),
  };
}
