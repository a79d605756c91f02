import { expect, it } from 'vitest';
import { isExternalLink } from './externalLinks.ts';

it.each([
  ['https://huggingface.co/openai/whisper-base', true],
  ['https://github.com/', true],
  ['http://huggingface.co/', false],
  ['https://huggingface.co.evil.example/', false],
  ['https://huggingface.co@evil.example/', false],
  ['https://name:word@huggingface.co/', false],
  ['https://huggingface.co:8443/', false],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['ms-msdt:/id', false],
  ['//huggingface.co', false],
  ['', false],
])('%s is opened in the browser: %s', (url, isOpened) => {
  expect(isExternalLink(url)).toBe(isOpened);
});
