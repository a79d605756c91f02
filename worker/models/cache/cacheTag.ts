/** Content of `CACHEDIR.TAG`, by which backup programs know a cache (https://bford.info/cachedir/). */
export const CACHE_TAG = [
  'Signature: 8a477f597d28d172789f06886806bc55',
  '# This file is a cache directory tag: what is in this folder can be downloaded again.',
  '# See https://bford.info/cachedir/',
  '',
].join('\n');
