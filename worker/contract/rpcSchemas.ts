import { z } from 'zod';
import { EXPORT_FORMATS, exportOptionsSchema } from './exports.ts';
import type { JobKind, JobParamsByKind, JobResultByKind } from './jobs.ts';
import { FILE_CONDITIONS, MODEL_TASKS } from './models.ts';
import type { RpcMethod } from './rpc.ts';
import { cleanupPolicySchema, settingsPatchSchema } from './settings.ts';
import { transcribeOptionsSchema } from './transcribeOptions.ts';
import { transcriptEditSchema } from './transcriptEdits.ts';

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

/** Catalog id, `org/name`, `org/name@revision`, address of a page of the hub, or an absolute folder. */
const model = z.string().min(1).max(4096);
const bytes = z.number().min(0);
const dryRun = z.strictObject({ dryRun: z.boolean() });

const exportRequest = z.strictObject({
  meetingId: id,
  /** The current one of the meeting if none is given. */
  transcriptId: id.optional(),
  format: z.enum(EXPORT_FORMATS),
  options: exportOptionsSchema.partial().default({}),
});

const notesText = z.string().max(1_000_000);
/** The revision an edit is based on: one that is not the newest is refused. */
const transcriptRevision = z.strictObject({ transcriptId: id, revision: z.number().int().min(0) });

/** A job's parameters as they are stored, checked again when they are read back. */
export const jobParamsSchemas = {
  transcribe: z.strictObject({ path, options: transcribeOptionsSchema, force: z.boolean() }),
  'download-model': z.strictObject({
    modelId: model,
    revision: z.string().min(1).max(255).nullable().default(null),
    dtype: z.string().min(1).max(40).nullable().default(null),
    isUpdate: z.boolean().default(false),
  }),
  'verify-models': z.strictObject({
    modelId: model.nullable().default(null),
    repair: z.boolean().default(false),
  }),
  'move-cache': z.strictObject({ to: path }),
  'adopt-cache': z.strictObject({ folder: path }),
  'export-models': z.strictObject({
    modelIds: z.array(model).min(1).max(1000),
    file: path,
    overwrite: z.boolean().default(false),
  }),
  'import-models': z.strictObject({ file: path }),
} as const satisfies { readonly [Kind in JobKind]: z.ZodType<JobParamsByKind[Kind]> };

/** What completed jobs say of their outcome, checked when it is read back. */
export const jobResultSchemas = {
  transcribe: z.object({ transcriptId: z.string(), isFromLibrary: z.boolean() }),
  'download-model': z.object({
    modelId: z.string(),
    commit: z.string(),
    folder: z.string(),
    downloadedBytes: bytes,
    reusedBytes: bytes,
  }),
  'verify-models': z.object({
    models: z.array(
      z.object({
        modelId: z.string(),
        commit: z.string(),
        files: z.array(z.object({ path: z.string(), condition: z.enum(FILE_CONDITIONS), sizeBytes: bytes })),
        isIntact: z.boolean(),
        repairedFiles: z.number().int().min(0),
      }),
    ),
  }),
  'move-cache': z.object({
    outcome: z.enum(['moved', 'rolled-back']),
    cacheDir: z.string(),
    leftBehind: z.array(z.string()),
  }),
  'adopt-cache': z.object({ cacheDir: z.string() }),
  'export-models': z.object({ file: z.string(), sizeBytes: bytes }),
  'import-models': z.object({
    modelIds: z.array(z.string()),
    addedBytes: bytes,
    keptVersions: z
      .array(z.object({ modelId: z.string(), commit: z.string(), currentCommit: z.string() }))
      .default([]),
  }),
} as const satisfies { readonly [Kind in JobKind]: z.ZodType<JobResultByKind[Kind]> };

/** One schema per method: the worker parses every request with it before a handler sees it. */
export const rpcSchemas = {
  'settings.get': nothing,
  'settings.update': settingsPatchSchema,
  'models.list': nothing,
  /**
   * With `measureSpeed`, and where the speed of this computer is not known yet, about a second is spent on measuring it:
   * before the answer comes, or after it, which `models.changed` tells.
   */
  'models.catalog': z
    .strictObject({ measureSpeed: z.enum(['wait', 'background']).optional() })
    .nullable()
    .optional(),
  /**
   * Null where this computer was not measured. With `measureAgain` about a second is spent on measuring it before the answer
   * comes, unless a job runs: what was known stays then, as it does when measuring fails.
   */
  'models.speed': z
    .strictObject({ measureAgain: z.boolean().default(false) })
    .nullable()
    .optional(),
  /** Asks the hub what it has, before anything is downloaded. */
  'models.inspect': z.strictObject({ model, revision: z.string().min(1).max(255).optional() }),
  'models.versions': z.strictObject({ modelId: model }),
  'models.useVersion': z.strictObject({ modelId: model, commit: z.string().min(1).max(255) }),
  /** Without an id: every model that has a newer version to be asked for. */
  'models.checkUpdates': z.strictObject({ modelId: model.optional() }).optional(),
  'models.setPinned': z.strictObject({ modelId: model, isPinned: z.boolean() }),
  /** Allows a model again whose loading ended the app. */
  'models.release': z.strictObject({ modelId: model }),
  'models.statistics': nothing,
  /** Starts the downloads of models; null for those that are recommended on this computer. */
  'models.prepareOffline': z.strictObject({ modelIds: z.array(model).max(1000).nullable().default(null) }),
  'models.loaded': nothing,
  /** Without an id: every model that is not in use. */
  'models.unload': z.strictObject({ modelId: z.string().min(1).max(4096).optional() }),
  /** A model, or one commit of it. With `dryRun` it only says what would go. */
  'models.remove': dryRun.extend({ modelId: model, commit: z.string().min(1).max(255).optional() }),
  'cache.info': z
    .union([z.undefined(), z.null(), z.strictObject({ withFiles: z.boolean().default(false) })])
    .optional(),
  'cache.checkTarget': z.strictObject({ path }),
  'cache.prune': dryRun,
  'cache.clear': dryRun.extend({ task: z.enum(MODEL_TASKS).optional() }),
  /** By a policy, that of the settings if none is given. */
  'cache.cleanUp': dryRun.extend({ policy: cleanupPolicySchema.optional() }),
  /** Newest first. */
  'network.list': z.strictObject({ limit: z.number().int().min(1).max(10_000).default(1000) }).optional(),
  'network.token': nothing,
  /** Null forgets it. */
  'network.setToken': z.strictObject({ token: z.string().trim().min(1).max(500).nullable() }),
  'media.probe': z.strictObject({ path }),
  'media.get': z.strictObject({ mediaId: id }),
  /** The waveform: that many values from 0 to 255, evenly over the length of the media. */
  'media.peaks': z.strictObject({ mediaId: id, count: z.number().int().min(1).max(8000) }),
  'jobs.start': z.discriminatedUnion('kind', [
    startTranscribe,
    jobParamsSchemas['download-model'].extend({ kind: z.literal('download-model') }),
    jobParamsSchemas['verify-models'].extend({ kind: z.literal('verify-models') }),
    jobParamsSchemas['move-cache'].extend({ kind: z.literal('move-cache') }),
    jobParamsSchemas['adopt-cache'].extend({ kind: z.literal('adopt-cache') }),
    jobParamsSchemas['export-models'].extend({ kind: z.literal('export-models') }),
    jobParamsSchemas['import-models'].extend({ kind: z.literal('import-models') }),
  ]),
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
  /** `replaces` is the text that was shown; another one in its place is a conflict. */
  'library.setNotes': z.strictObject({ meetingId: id, notes: notesText, replaces: notesText }),
  'transcripts.edit': transcriptRevision.extend({ edit: transcriptEditSchema }),
  'transcripts.undo': transcriptRevision,
  'transcripts.redo': transcriptRevision,
  /** Which of a meeting's transcripts is shown, searched and exported. */
  'transcripts.setCurrent': z.strictObject({ transcriptId: id }),
  /** Deletes a version of a meeting; `invalid-request` where no other is complete, or a job still makes this one. */
  'transcripts.remove': z.strictObject({ transcriptId: id }),
  'exports.render': exportRequest,
  'exports.write': exportRequest.extend({ path, overwrite: z.boolean().default(false) }),
  'diagnostics.get': nothing,
} as const satisfies Record<RpcMethod, z.ZodType>;
