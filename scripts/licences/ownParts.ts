import type { Licence } from './collectLicences.ts';

/** What no package's file speaks of: docs/licenses.md has the reasons. */
export const OWN_PARTS: readonly Licence[] = [
  {
    name: 'FFmpeg libraries, inside node-av',
    version: null,
    licence: 'GPL-3.0-or-later',
    text:
      'Earshot reads recordings with the FFmpeg libraries that the package node-av brings, built with GPL parts.\n' +
      'Their source is at https://ffmpeg.org and https://github.com/seydx/node-av;\n' +
      'the licence is at https://www.gnu.org/licenses/gpl-3.0.html.',
  },
  {
    name: 'Silero VAD',
    version: null,
    licence: 'MIT',
    text: 'Copyright (c) 2020-present Silero Team\nhttps://github.com/snakers4/silero-vad',
  },
];
