import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../contract/index.ts';
import { toFileError } from '../../lib/toFileError.ts';
import { type Environment, expandPath, findHubHome } from '../cache/cacheLocation.ts';
import type { HttpLimits } from './httpTransport.ts';
import { isLoopback } from './isLoopback.ts';

export interface HubSettings {
  /** Address of the hub or a mirror of it; no slash at the end of its path. */
  readonly endpoint: URL;
  readonly token: string | null;
  /** Where the token is from; null for none. */
  readonly tokenSource: 'setting' | 'environment' | 'file' | null;
  /** True when the environment forbids requests. */
  readonly offline: boolean;
  /** True when links must not be made even where the disk can. */
  readonly disableSymlinks: boolean;
  /** How long to wait for an answer, and for the next bytes of one, where the environment says so. */
  readonly limits: Partial<Pick<HttpLimits, 'headersMs' | 'idleMs'>>;
}

export interface HubSettingsOptions {
  readonly environment: Environment;
  /** What the person set; null for nothing. Each goes before the environment. */
  readonly endpoint: string | null;
  readonly token: string | null;
  readonly home?: string;
}

const DEFAULT_ENDPOINT = 'https://huggingface.co';

/**
 * The hub to talk to and who talks: the setting, else the variables of `huggingface_hub` 1.28, else its token file.
 * An empty variable counts as unset. Throws `invalid-request` for an address or a token that cannot be used, and
 * `permission-denied` for a token file that cannot be read.
 */
export async function loadHubSettings(options: HubSettingsOptions): Promise<HubSettings> {
  const { environment } = options;
  const set = nonEmpty(options.token);
  const { token, source } =
    set === null
      ? await loadAmbientToken(environment, options.home)
      : { token: set, source: 'setting' as const };
  return {
    endpoint: findEndpoint(options),
    token: checkToken(token),
    tokenSource: token === null ? null : source,
    offline: isOn(environment['HF_HUB_OFFLINE']) || isOn(environment['TRANSFORMERS_OFFLINE']),
    disableSymlinks: isOn(environment['HF_HUB_DISABLE_SYMLINKS']),
    limits: {
      ...readLimit('headersMs', environment['HF_HUB_ETAG_TIMEOUT']),
      ...readLimit('idleMs', environment['HF_HUB_DOWNLOAD_TIMEOUT']),
    },
  };
}

/** The address of the hub: that of the setting, else of the environment. Throws as `parseEndpoint`. */
export function findEndpoint({
  environment,
  endpoint,
}: Pick<HubSettingsOptions, 'environment' | 'endpoint'>): URL {
  return parseEndpoint(nonEmpty(endpoint) ?? nonEmpty(environment['HF_ENDPOINT']));
}

/**
 * Checks the address of a hub: https, or http on this computer, for a token and for content that has no hash yet.
 * Throws `invalid-request`.
 */
export function parseEndpoint(text: string | null): URL {
  const written = text ?? DEFAULT_ENDPOINT;
  const refuse = (reason: string) =>
    new AppError('invalid-request', 'The address of the hub cannot be used.', {
      details: { endpoint: redactAddress(written), reason },
    });
  if (!URL.canParse(written)) throw refuse('endpoint-address');
  const endpoint = new URL(written);
  const isSafe = endpoint.protocol === 'https:' || (endpoint.protocol === 'http:' && isLoopback(endpoint));
  if (!isSafe) throw refuse('endpoint-not-https');
  if (endpoint.username !== '' || endpoint.search !== '' || endpoint.hash !== '') {
    throw refuse('endpoint-address');
  }
  endpoint.pathname = endpoint.pathname.replace(/\/+$/, '');
  return endpoint;
}

interface AmbientToken {
  readonly token: string | null;
  readonly source: 'environment' | 'file';
}

async function loadAmbientToken(environment: Environment, home = homedir()): Promise<AmbientToken> {
  if (isOn(environment['HF_HUB_DISABLE_IMPLICIT_TOKEN'])) return { token: null, source: 'environment' };
  const named = nonEmpty(environment['HF_TOKEN']) ?? nonEmpty(environment['HUGGING_FACE_HUB_TOKEN']);
  if (named !== null) return { token: named, source: 'environment' };
  const path =
    expandPath(environment['HF_TOKEN_PATH'], environment, home) ??
    join(findHubHome(environment, home), 'token');
  try {
    return { token: nonEmpty(await readFile(path, 'utf8')), source: 'file' };
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return { token: null, source: 'file' };
    }
    throw toFileError(error, path);
  }
}

/** A token becomes a header: anything but visible ASCII would be refused there, with the token in the message. */
export function checkToken(token: string | null): string | null {
  if (token === null || /^[\x21-\x7e]+$/.test(token)) return token;
  throw new AppError('invalid-request', 'The access token holds characters that no token has.', {
    details: { reason: 'token' },
  });
}

function nonEmpty(value: string | null | undefined): string | null {
  const text = value?.trim() ?? '';
  return text === '' ? null : text;
}

/** Seconds, as Python's client reads them; anything else counts as unset. */
function readLimit<Name extends string>(
  name: Name,
  value: string | undefined,
): Partial<Record<Name, number>> {
  const seconds = Number(value?.trim() ?? '');
  return seconds > 0 && Number.isFinite(seconds) ? ({ [name]: seconds * 1000 } as Record<Name, number>) : {};
}

function isOn(value: string | undefined): boolean {
  return /^(?:1|on|yes|true)$/i.test(value?.trim() ?? '');
}

function redactAddress(text: string): string {
  return text.replace(/\/\/[^/@]*@/, '//').slice(0, 200);
}
