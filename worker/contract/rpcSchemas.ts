import { z } from 'zod';
import { EXPORT_FORMATS, exportOptionsSchema } from './exports.ts';
import type { JobKind, JobParamsByKind } from './jobs.ts';
import type { RpcMethod } from './rpc.ts';
import { settingsPatchSchema } from './settings.ts';
import { transcribeOptionsSchema } from './transcribeOptions.ts';

const id = z.string().min(1).max(100);
const path = z
  .string()
  .min(1)
  .max(32_767)
  .refine((value) => !value.includes('\0'), 'A path holds no NUL.');
const nothing = z.union([z.undefined(), z.null(), z.strictObject({})]).optional();

const startTranscribe = z.strictObject({
  kind: z.literal('transcribe'),
  path,
  /** Fields left out take their value from the settings, then from DEFAULT_TRANSCRIBE_OPTIONS. */
  options: transcribeOptionsSchema.partial().default({}),
  force: z.boolean().default(false),
});

const exportRequest = z.strictObject({
  meetingId: id,
  format: z.enum(EXPORT_FORMATS),
  options: exportOptionsSchema.partial().default({}),
});

/** A job's parameters as they are stored, checked again when they are read back. */
export const jobParamsSchemas = {
  transcribe: z.strictObject({ path, options: transcribeOptionsSchema, force: z.boolean() }),
} as const satisfies { readonly [Kind in JobKind]: z.ZodType<JobParamsByKind[Kind]> };

/** One schema per method: the worker parses every request with it before a handler sees it. */
export const rpcSchemas = {
  'settings.get': nothing,
  'settings.update': settingsPatchSchema,
  'models.list': nothing,
  'models.loaded': nothing,
  /** Without an id: every model that is not in use. */
  'models.unload': z.strictObject({ modelId: z.string().min(1).max(4096).optional() }),
  'media.probe': z.strictObject({ path }),
  'media.get': z.strictObject({ mediaId: id }),
  'jobs.start': z.discriminatedUnion('kind', [startTranscribe]),
  'jobs.list': nothing,
  'jobs.cancel': z.strictObject({ jobId: id }),
  'jobs.retry': z.strictObject({ jobId: id }),
  'jobs.pause': z.strictObject({ jobId: id }),
  'jobs.resume': z.strictObject({ jobId: id }),
  /** Forgets a job that is completed, failed or canceled. */
  'jobs.remove': z.strictObject({ jobId: id }),
  /** `before: null` moves the job to the end of its lane. */
  'jobs.move': z.strictObject({ jobId: id, before: id.nullable() }),
  'library.list': z.strictObject({
    limit: z.number().int().min(1).max(10_000).default(500),
    offset: z.number().int().min(0).default(0),
  }),
  'library.get': z.strictObject({ meetingId: id, transcriptId: id.optional() }),
  'library.search': z.strictObject({
    /** Words; the last may be incomplete. `"exact phrase"` and `word*` are understood. */
    query: z.string().max(1000),
    meetingId: id.optional(),
    limit: z.number().int().min(1).max(1000).default(50),
  }),
  'library.rename': z.strictObject({ meetingId: id, title: z.string().trim().min(1).max(500) }),
  'library.remove': z.strictObject({ meetingId: id }),
  'library.setSegmentRemoved': z.strictObject({
    transcriptId: id,
    segmentId: z.number().int().min(0),
    removed: z.boolean(),
  }),
  'exports.render': exportRequest,
  'exports.write': exportRequest.extend({ path, overwrite: z.boolean().default(false) }),
  'diagnostics.get': nothing,
} as const satisfies Record<RpcMethod, z.ZodType>;
