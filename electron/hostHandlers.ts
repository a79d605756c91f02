import { stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { z } from 'zod';
import {
  AppError,
  DESKTOP_SHELL,
  type HostMethod,
  type HostReply,
  type HostResult,
  hostSchemas,
  serializeError,
} from '../worker/contract/index.ts';
import { atomicWriteFile } from '../worker/lib/atomicWriteFile.ts';
import type { CallEvent, CallingFrame, ElectronApi, Port } from './electronApi.ts';
import type { Logger } from './logging.ts';
import { strings } from './strings.ts';
import type { WorkerPorts } from './workerPorts.ts';

export interface HostHandlersOptions<ChannelPort extends Port> {
  readonly electron: Pick<ElectronApi<ChannelPort>, 'dialog' | 'ipcMain' | 'shell'>;
  /** True for the contents of a window of ours. */
  readonly owns: (contents: unknown) => boolean;
  readonly ports: Pick<WorkerPorts<ChannelPort>, 'connectPage'>;
  /** Starts the worker, if it is not started by itself any more. */
  readonly startWorker: () => void;
  /** Resolves with false when the token holds only until the app ends. */
  readonly setHubToken: (token: string | null) => Promise<boolean>;
  readonly printPdf: (html: string) => Promise<Uint8Array>;
  readonly sampleFile: string;
  readonly logger: Logger;
}

type Handlers<ChannelPort> = {
  readonly [Method in HostMethod]: (
    params: z.output<(typeof hostSchemas)[Method]>,
    frame: CallingFrame<ChannelPort>,
  ) => Promise<HostResult<Method>> | HostResult<Method>;
};

/**
 * Answers the calls of the page. A call is refused unless it comes from the top frame of a window of ours that shows our
 * page, names a method, and has the parameters of it. Failures keep their code.
 */
export function serveHostCalls<ChannelPort extends Port>(options: HostHandlersOptions<ChannelPort>): void {
  const { electron, owns, logger } = options;
  const handlers = createHandlers(options);

  async function answer(event: CallEvent<ChannelPort>, request: unknown): Promise<unknown> {
    const frame = getTrustedFrame(event, owns);
    const { method, params } = parseCall(request);
    // The table pairs each method with its own parameters; the compiler cannot follow that through a lookup.
    return (handlers[method] as (params: unknown, frame: unknown) => unknown)(params, frame);
  }

  electron.ipcMain.handle(DESKTOP_SHELL.callChannel, async (event, request): Promise<HostReply> => {
    try {
      return { ok: true, result: await answer(event, request) };
    } catch (error) {
      const serialized = serializeError(error);
      if (serialized.code === 'internal' || serialized.code === 'invalid-request') {
        logger.error('a call of the page failed', { code: serialized.code, name: serialized.name });
      }
      return { ok: false, error: serialized };
    }
  });
}

function getTrustedFrame<ChannelPort>(
  { sender, senderFrame }: CallEvent<ChannelPort>,
  owns: (contents: unknown) => boolean,
): CallingFrame<ChannelPort> {
  const isOurs =
    senderFrame !== null &&
    senderFrame.parent === null &&
    owns(sender) &&
    senderFrame.url.startsWith(`${DESKTOP_SHELL.pageOrigin}/`);
  if (!isOurs) throw new AppError('permission-denied', 'The call does not come from the page of Earshot.');
  return senderFrame;
}

function parseCall(request: unknown): { readonly method: HostMethod; readonly params: unknown } {
  const { method, params } = (request ?? {}) as { readonly method?: unknown; readonly params?: unknown };
  if (typeof method !== 'string' || !Object.hasOwn(hostSchemas, method)) {
    throw new AppError('invalid-request', 'There is no such method.');
  }
  const known = method as HostMethod;
  const parsed = hostSchemas[known].safeParse(params);
  // Without what is wrong: it may quote a token.
  if (!parsed.success) throw new AppError('invalid-request', `The parameters of ${method} are wrong.`);
  return { method: known, params: parsed.data };
}

function createHandlers<ChannelPort extends Port>({
  electron: { dialog, shell },
  ports,
  startWorker,
  setHubToken,
  printPdf,
  sampleFile,
}: HostHandlersOptions<ChannelPort>): Handlers<ChannelPort> {
  async function chooseFolder(startIn: string | null): Promise<string | null> {
    const { canceled, filePaths } = await dialog.showOpenDialog({
      title: strings.chooseFolderTitle,
      properties: ['openDirectory', 'createDirectory'],
      ...(startIn === null ? {} : { defaultPath: startIn }),
    });
    return canceled ? null : (filePaths[0] ?? null);
  }

  async function choosePlace(name: string): Promise<string | null> {
    const extension = parse(name).ext.slice(1);
    const { canceled, filePath } = await dialog.showSaveDialog({
      defaultPath: name,
      ...(extension === '' ? {} : { filters: [{ name: extension.toUpperCase(), extensions: [extension] }] }),
    });
    return canceled || filePath === '' ? null : filePath;
  }

  return {
    connect({ nonce }, frame) {
      ports.connectPage(frame, nonce);
      return null;
    },
    startWorker() {
      startWorker();
      return null;
    },
    chooseFolder: ({ startIn }) => chooseFolder(startIn),
    async saveFile({ name, content }) {
      const path = await choosePlace(name);
      if (path !== null) await atomicWriteFile(path, content);
      return path;
    },
    async saveFiles({ files }) {
      const folder = await chooseFolder(null);
      if (folder === null) return null;
      for (const { name, content } of files) await atomicWriteFile(await findFreePath(folder, name), content);
      return folder;
    },
    async savePdf({ name, html }) {
      const path = await choosePlace(name);
      if (path !== null) await atomicWriteFile(path, await printPdf(html));
      return path;
    },
    showInFolder({ path }) {
      shell.showItemInFolder(path);
      return null;
    },
    samplePath: () => sampleFile,
    setHubToken: async ({ token }) => ({ isKept: await setHubToken(token) }),
  };
}

/** A name of the page is one part of a path: what would lead out of the folder is refused. */
async function findFreePath(folder: string, name: string): Promise<string> {
  const { name: stem, ext, base } = parse(name);
  if (base !== name || /[/\\:]/.test(name) || stem === '..' || stem === '.') {
    throw new AppError('invalid-request', 'A name of a file is not one.', { details: { path: name } });
  }
  for (let number = 1; ; number += 1) {
    const path = join(folder, number === 1 ? name : `${stem} (${number})${ext}`);
    const isTaken = await stat(path).then(
      () => true,
      () => false,
    );
    if (!isTaken) return path;
  }
}
