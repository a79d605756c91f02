import { z } from 'zod';

/** As the build writes them (scripts/licences). */
const licenceSchema = z.object({
  name: z.string(),
  version: z.string().nullable(),
  licence: z.string(),
  text: z.string().nullable(),
});
export type Licence = z.infer<typeof licenceSchema>;

/** From beside the page, where the build puts them. */
export async function loadLicences(signal: AbortSignal): Promise<readonly Licence[]> {
  const response = await fetch('./licences.json', { signal });
  if (!response.ok) throw new Error(`The licences were not read (${response.status}).`);
  return z.array(licenceSchema).parse(await response.json());
}
