import { open, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { TensorType } from '../session.ts';
import { bytesField, intField, message, messageField, stringField, type Message } from './encodeProtobuf.ts';
import type { EditedGraph } from './graphEditor.ts';
import { ONNX_ELEMENT_TYPES, type OnnxNode, type OnnxTensor } from './onnxModel.ts';

export interface OnnxValue {
  readonly name: string;
  readonly type: Extract<TensorType, keyof typeof ONNX_ELEMENT_TYPES>;
  /** A named dimension is free. */
  readonly shape: readonly (number | string)[];
}

export interface WrittenModel {
  readonly irVersion: bigint;
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: EditedGraph;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Folder that external weights of the graph are in. */
  readonly sourceFolder: string;
}

/** Weights from this size on go into a file of their own, which the runtime maps into memory instead of copying it. */
const EXTERNAL_BYTES = 1024;
/** A page: mapped weights begin at one, as the ONNX specification advises. */
const ALIGNMENT = 4096;
const COPY_BYTES = 2 ** 22;
/** Twice the largest export that is rewritten. Many weights may name the same place of a file, to fill a disk (our choice). */
const MAX_WEIGHT_BYTES = 2 ** 31;

/**
 * Writes a model to `path` and its weights to `<path>_data`, both flushed to the disk. Throws a RangeError where an
 * external weight is not a file beside the source model, or weights are absurdly large together, and what the file system
 * throws.
 */
export async function writeOnnxModel(path: string, model: WrittenModel): Promise<void> {
  await using data = await open(`${path}_data`, 'wx');
  const initializers: Message[] = [];
  let end = 0;
  for (const tensor of model.graph.initializers.values()) {
    const length = await byteLength(tensor, model.sourceFolder);
    if (length === null || (tensor.place.kind === 'inline' && length < EXTERNAL_BYTES)) {
      initializers.push({ parts: [tensor.encoded], byteLength: tensor.encoded.byteLength });
      continue;
    }
    const offset = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
    if (offset + length > MAX_WEIGHT_BYTES) throw new RangeError('The weights are too large.');
    await copyWeights(tensor, model.sourceFolder, data, offset, length);
    end = offset + length;
    initializers.push(externalTensor(tensor, `${basename(path)}_data`, offset, length));
  }
  await data.sync();
  await using file = await open(path, 'wx');
  await file.writeFile(Buffer.concat([...encodeModel(model, initializers).parts]));
  await file.sync();
}

function encodeModel(
  { irVersion, opsets, graph, inputs, outputs }: WrittenModel,
  initializers: readonly Message[],
) {
  const domains = new Map(opsets);
  for (const { domain } of graph.nodes) if (!domains.has(domain)) domains.set(domain, 1);
  const encoded = message(
    ...graph.nodes.map((node) => messageField(1, encodeNode(node))),
    stringField(2, 'earshot'),
    ...initializers.map((tensor) => messageField(5, tensor)),
    ...inputs.map((value) => messageField(11, encodeValue(value))),
    ...outputs.map((value) => messageField(12, encodeValue(value))),
  );
  return message(
    intField(1, irVersion),
    stringField(2, 'earshot'),
    messageField(7, encoded),
    ...[...domains].map(([domain, version]) =>
      messageField(8, message(stringField(1, domain), intField(2, version))),
    ),
  );
}

function encodeNode({ operator, domain, inputs, outputs, attributes }: OnnxNode): Message {
  return message(
    ...inputs.map((name) => stringField(1, name)),
    ...outputs.map((name) => stringField(2, name)),
    stringField(4, operator),
    ...Array.from(attributes.values(), (attribute) => bytesField(5, attribute)),
    ...(domain === '' ? [] : [stringField(7, domain)]),
  );
}

function encodeValue({ name, type, shape }: OnnxValue): Message {
  const dims = shape.map((dim) =>
    messageField(1, typeof dim === 'number' ? intField(1, dim) : stringField(2, dim)),
  );
  const tensor = message(intField(1, ONNX_ELEMENT_TYPES[type]), messageField(2, message(...dims)));
  return message(stringField(1, name), messageField(2, messageField(1, tensor)));
}

function externalTensor(
  { name, dims, elementType }: OnnxTensor,
  location: string,
  offset: number,
  length: number,
) {
  const place = { location, offset: String(offset), length: String(length) };
  return message(
    ...dims.map((dim) => intField(1, dim)),
    intField(2, elementType),
    stringField(8, name),
    ...Object.entries(place).map(([key, value]) =>
      messageField(13, message(stringField(1, key), stringField(2, value))),
    ),
    intField(14, 1),
  );
}

/** Null for elements in a form that is left as it is. */
async function byteLength({ place }: OnnxTensor, folder: string): Promise<number | null> {
  if (place.kind === 'other') return null;
  if (place.kind === 'inline') return place.bytes.byteLength;
  if (place.length !== null) return place.length;
  await using source = await open(externalPath(place.location, folder), 'r');
  return (await source.stat()).size - place.offset;
}

async function copyWeights(
  { name, place }: OnnxTensor,
  folder: string,
  target: FileHandle,
  position: number,
  length: number,
): Promise<void> {
  if (place.kind === 'inline') {
    await writeAll(target, place.bytes, position);
    return;
  }
  if (place.kind !== 'external') throw new RangeError(`${name} has no bytes.`);
  await using source = await open(externalPath(place.location, folder), 'r');
  const buffer = new Uint8Array(Math.min(COPY_BYTES, length));
  for (let done = 0; done < length;) {
    const wanted = Math.min(buffer.length, length - done);
    const { bytesRead } = await source.read(buffer, 0, wanted, place.offset + done);
    if (bytesRead === 0) throw new RangeError(`${place.location} ends before ${name} does.`);
    await writeAll(target, buffer.subarray(0, bytesRead), position + done);
    done += bytesRead;
  }
}

async function writeAll(target: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await target.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

/** Weights are in files beside the model; a name that leads elsewhere is not one of an export. */
function externalPath(location: string, folder: string): string {
  if (location === '' || basename(location) !== location || location === '..') {
    throw new RangeError(`${location} is not a file beside the model.`);
  }
  return join(folder, location);
}
