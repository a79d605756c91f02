import { config } from 'zod';

/** Schemas are otherwise compiled with `new Function`, which the page's policy refuses and reports. Imported first. */
config({ jitless: true });
