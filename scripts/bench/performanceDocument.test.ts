import { expect, it } from 'vitest';
import { replaceFigures } from './performanceDocument.ts';

const DOCUMENT = `# Title

<!-- begin: npm run bench -- --write -->

old figures

<!-- end -->

After.
`;

it('replaces what is between the markers and leaves the rest', () => {
  const rows = [
    {
      measured: 'base q8',
      earshot: '2.00 s',
      comparison: '6.00 s',
      ratio: '3.00x faster',
      target: { text: '>= 2.5x', met: true },
    },
    { measured: 'at rest', earshot: '1.0 ms', comparison: '', ratio: '', target: null },
  ];
  const step = { title: 'Speed', method: 'In turn.' };
  expect(replaceFigures(DOCUMENT, 'a machine', [{ step, rows }])).toBe(`# Title

<!-- begin: npm run bench -- --write -->

Measured on: a machine.

### Speed

In turn.

|  | Earshot | compared with | ratio | target |
| --- | --- | --- | --- | --- |
| base q8 | 2.00 s | 6.00 s | 3.00x faster | >= 2.5x: met |
| at rest | 1.0 ms |  |  |  |

<!-- end -->

After.
`);
});

it('refuses a document without markers', () => {
  expect(() => replaceFigures('# Title\n', 'a machine', [])).toThrow('markers');
});
