import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../errors.ts';
import { getErrorMessage } from '../errorMessages.ts';

describe('getErrorMessage', () => {
  it.each(ERROR_CODES)('says what happened and what to do for %s, with and without details', (code) => {
    const odd = { path: '', kind: 7, id: null, model: false, reason: 'no such reason' };
    for (const details of [undefined, {}, odd]) {
      for (const sentence of Object.values(getErrorMessage(code, details))) {
        expect(sentence).toMatch(/^\S.*\S$/);
        expect(sentence).not.toMatch(/undefined|null|NaN|\[object/);
      }
    }
  });

  it.each([
    'model-reference',
    'repository-id',
    'revision',
    'dtype',
    'endpoint-address',
    'endpoint-not-https',
    'proxy-address',
    'token',
  ])('says what to write instead where %s is wrong, with and without details', (reason) => {
    const general = getErrorMessage('invalid-request', { reason: 'no such reason' });
    for (const details of [{}, { model: 5, dtype: null, repository: '' }]) {
      const message = getErrorMessage('invalid-request', { ...details, reason });
      expect(message.title).not.toBe(general.title);
      for (const sentence of Object.values(message)) {
        expect(sentence).toMatch(/^\S.*\.?$/);
        expect(sentence).not.toMatch(/undefined|null|NaN|\[object/);
      }
    }
  });

  it('names the file and the reason', () => {
    expect(getErrorMessage('media-unreadable', { path: '/a/Über.mp3', reason: 'empty' })).toEqual({
      title: 'The recording cannot be read',
      text: '“/a/Über.mp3” is empty. The file was not changed.',
      nextStep: 'Try to play it in a media player. If it plays, convert it to WAV or MP3 and try again.',
    });
    expect(getErrorMessage('export-failed', { path: '/dev/null', reason: 'not-a-file' }).text).toBe(
      '“/dev/null” is a device or a pipe, which Earshot leaves as it is. The transcript is kept in the library.',
    );
    expect(getErrorMessage('export-failed', { path: 'a.srt', reason: 'exists' }).text).toBe(
      '“a.srt” exists already and was not replaced. The transcript is kept in the library.',
    );
    expect(
      getErrorMessage('hub-not-found', { repository: 'a/b', revision: 'v9', reason: 'revision' }).text,
    ).toBe('“a/b” has no version “v9”. Nothing was changed.');
    expect(getErrorMessage('hub-access-denied', { repository: 'a/b', reason: 'login' }).nextStep).toBe(
      'Set the access token of an account that has accepted the terms, and try again.',
    );
    expect(
      getErrorMessage('disk-full', { path: '/models', neededBytes: 2_345_000_000, freeBytes: 999_000 }).text,
    ).toBe(
      'There is not enough room to write “/models”: it takes 2.3 GB, with what has to stay free, and 1 MB are free. Everything saved before is kept.',
    );
    expect(getErrorMessage('network-unreachable', { host: 'hub.example', reason: 'proxy' }).text).toBe(
      'hub.example is behind a proxy that refused the connection. What was downloaded so far is kept.',
    );
    expect(
      getErrorMessage('model-incompatible', {
        repository: 'a/b',
        file: 'config.json, onnx/encoder_model.onnx',
        reason: 'files-missing',
      }).text,
    ).toBe('“a/b” has no config.json, onnx/encoder_model.onnx. Nothing was downloaded.');
    expect(getErrorMessage('model-missing', { folder: '/m', file: 'config.json' }).text).toBe(
      'The folder “/m” has no config.json, so it is not a complete model.',
    );
  });
});
