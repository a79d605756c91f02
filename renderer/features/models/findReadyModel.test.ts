import { expect, it } from 'vitest';
import { createModel } from '../../testing/records.ts';
import { findReadyModel } from './findReadyModel.ts';

const DEMO = createModel({ modelId: 'demo', source: 'bundled', caution: 'It cannot.', cached: null });
const BASE = createModel({ modelId: 'base' });
const catalog = null;

it('finds a downloaded model while new recordings would get one that cannot transcribe people', () => {
  expect(findReadyModel({ models: [DEMO, BASE], catalog }, 'demo')).toBe(BASE);
});

it('finds none while another one is used, or none is there, or none is known', () => {
  expect(findReadyModel({ models: [DEMO, BASE], catalog }, 'base')).toBeNull();
  expect(findReadyModel({ models: [DEMO], catalog }, 'demo')).toBeNull();
  expect(findReadyModel({ models: null, catalog }, 'demo')).toBeNull();
});

it('leaves out what cannot be used', () => {
  const { cached } = BASE;
  if (cached === null) throw new Error('The model of the test is not downloaded.');
  const partial = createModel({ cached: { ...cached, isComplete: false } });
  const quarantined = createModel({ cached: { ...cached, isQuarantined: true } });
  const detector = createModel({ task: 'vad' });
  expect(findReadyModel({ models: [DEMO, partial, quarantined, detector], catalog }, 'demo')).toBeNull();
});
