import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HubCli, openHubCli } from './openHubCli.ts';
import { SAMPLE_MEETING } from './runEarshot.ts';
import { WHISPER_BASE } from './whisperBase.ts';

let cli: HubCli;
beforeAll(async () => {
  cli = await openHubCli();
});
afterAll(() => cli.close());

describe('earshot transcribe with a model that is not there', () => {
  it('says what to add where nobody can be asked, and downloads nothing', async () => {
    cli.hub.log.clear();
    const { code, stdout, stderr } = await cli.run(
      'ask',
      'transcribe',
      SAMPLE_MEETING,
      '--model',
      'whisper-base',
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /whisper-base \(q8\) is not on this computer: 5\.\d MB to download from \S+whisper-base_timestamped, about 1 s at 50 Mbit\/s\..*--yes/,
    );
    expect(cli.hub.log.requests.some(({ origin }) => origin === 'cdn')).toBe(false);
  });

  it('downloads it with --yes and transcribes', async () => {
    const lines = await cli.runJson('ask', 'transcribe', SAMPLE_MEETING, '--model', 'whisper-base', '--yes');
    const types = lines.map(({ type }) => type).filter((type) => type !== 'progress');
    expect(types).toEqual(['offer', 'pulled', 'result']);
    expect(lines.at(-1)).toMatchObject({
      model: 'whisper-base',
      text: expect.stringContaining('budget') as unknown,
    });
  });

  it('takes a repository at a version, and knows it for the model of the catalog', async () => {
    const model = `${WHISPER_BASE}@${cli.commit}`;
    const lines = await cli.runJson('at', 'transcribe', SAMPLE_MEETING, '--model', model, '--yes');
    expect(lines.find(({ type }) => type === 'pulled')).toMatchObject({
      modelId: 'whisper-base',
      commit: cli.commit,
    });
    expect(lines.at(-1)).toMatchObject({ type: 'result', model: 'whisper-base' });
    const again = await cli.runJson(
      'at',
      'transcribe',
      SAMPLE_MEETING,
      '--model',
      WHISPER_BASE,
      '--offline',
      '--force',
    );
    expect(again.at(-1)).toMatchObject({ type: 'result', model: 'whisper-base' });
  });

  it('makes no request with --offline, and says what to do', async () => {
    cli.hub.log.clear();
    const { code, stderr } = await cli.run(
      'off',
      'transcribe',
      SAMPLE_MEETING,
      '-m',
      'whisper-base',
      '--offline',
      '--yes',
    );
    expect(code).toBe(1);
    expect(stderr).toContain('Earshot is offline');
    expect(cli.hub.log.requests).toEqual([]);
    expect(await cli.runJson('off', 'network')).toEqual([]);
  });

  it('sent no token anywhere', () => {
    expect(cli.hub.tokensSeenOutsideA()).toEqual([]);
  });
});
