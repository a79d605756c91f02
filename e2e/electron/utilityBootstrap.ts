import { EventEmitter } from 'node:events';

/** What the two ends of the fake `utilityProcess` say to each other over the channel of Node's child processes. */
export type BridgeMessage =
  | { readonly kind: 'message'; readonly data: unknown; readonly portIds: readonly number[] }
  | { readonly kind: 'port'; readonly portId: number; readonly data: unknown }
  | { readonly kind: 'close'; readonly portId: number };

/** A port as Electron gives it to a utility process: an emitter that keeps messages until it is started. */
class ChildPort extends EventEmitter {
  readonly #portId: number;
  #waiting: unknown[] | null = [];

  constructor(portId: number) {
    super();
    this.#portId = portId;
  }

  postMessage(data: unknown): void {
    send({ kind: 'port', portId: this.#portId, data });
  }

  start(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const data of waiting) this.emit('message', { data });
  }

  close(): void {
    send({ kind: 'close', portId: this.#portId });
    this.emit('close');
  }

  accept(data: unknown): void {
    if (this.#waiting === null) this.emit('message', { data });
    else this.#waiting.push(data);
  }
}

/** As Electron's: messages wait for the first listener. */
class ParentPort extends EventEmitter {
  #waiting: unknown[] | null = [];

  accept(event: unknown): void {
    if (this.#waiting === null) this.emit('message', event);
    else this.#waiting.push(event);
  }

  postMessage(data: unknown): void {
    send({ kind: 'message', data, portIds: [] });
  }

  override on(name: string, listener: (event: unknown) => void): this {
    super.on(name, listener);
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const event of waiting) this.emit('message', event);
    return this;
  }
}

function send(message: BridgeMessage): void {
  if (process.connected) process.send?.(message);
}

// The entry reads its arguments from where they are in Electron.
const [entry = ''] = process.argv.splice(2, 1);
const parentPort = new ParentPort();
const ports = new Map<number, ChildPort>();
Object.assign(process, { parentPort });

process.on('message', (message: BridgeMessage) => {
  switch (message.kind) {
    case 'message': {
      const opened = message.portIds.map((portId) => {
        const port = new ChildPort(portId);
        ports.set(portId, port);
        return port;
      });
      parentPort.accept({ data: message.data, ports: opened });
      return;
    }
    case 'port':
      ports.get(message.portId)?.accept(message.data);
      return;
    case 'close':
      ports.get(message.portId)?.emit('close');
      ports.delete(message.portId);
  }
});
// Electron ends its utility processes when it ends.
process.on('disconnect', () => process.exit(0));

await import(entry);
