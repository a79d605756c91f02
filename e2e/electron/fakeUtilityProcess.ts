import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pathToFileURL } from 'node:url';
import type { ForkOptions } from 'electron';
import type { ForkedWorker } from '../../electron/electronApi.ts';
import type { FakePort } from './fakePort.ts';
import type { BridgeMessage } from './utilityBootstrap.ts';

const BOOTSTRAP = fileURLToPath(new URL('utilityBootstrap.ts', import.meta.url));

/** A utility process that is a real process of Node, with ports that are bridged over its channel. */
export class FakeUtilityProcess extends EventEmitter implements ForkedWorker<FakePort> {
  readonly #child: ChildProcess;
  readonly #ports = new Map<number, FakePort>();
  #nextPortId = 0;
  /** Every message of main. */
  readonly told: unknown[] = [];

  constructor(entry: string, args: readonly string[], options: ForkOptions) {
    super();
    this.#child = fork(BOOTSTRAP, [pathToFileURL(entry).href, ...args], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
      env: { ...process.env, ...options.env },
    });
    this.#child.on('message', (message: BridgeMessage) => {
      this.#accept(message);
    });
    this.#child.on('exit', (code) => {
      for (const port of this.#ports.values()) port.close();
      this.emit('exit', code ?? -1);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }
  get stdout(): ChildProcess['stdout'] {
    return this.#child.stdout;
  }
  get stderr(): ChildProcess['stderr'] {
    return this.#child.stderr;
  }

  postMessage(data: unknown, transfer: FakePort[] = []): void {
    this.told.push(data);
    const portIds = transfer.map((port) => this.#adopt(port));
    this.#send({ kind: 'message', data, portIds });
  }

  kill(): boolean {
    return this.#child.kill();
  }

  /** As a crash ends it. */
  crash(): void {
    this.#child.kill('SIGKILL');
  }

  #adopt(port: FakePort): number {
    const portId = this.#nextPortId++;
    this.#ports.set(portId, port);
    port.on('message', ({ data }) => {
      this.#send({ kind: 'port', portId, data });
    });
    port.on('close', () => {
      this.#send({ kind: 'close', portId });
    });
    port.start();
    return portId;
  }

  #accept(message: BridgeMessage): void {
    if (message.kind === 'message') this.emit('message', message.data);
    if (message.kind === 'port') this.#ports.get(message.portId)?.postMessage(message.data);
    if (message.kind === 'close') this.#ports.get(message.portId)?.close();
  }

  #send(message: BridgeMessage): void {
    // As in Electron, what is sent to a process that has just ended is lost.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }
}
