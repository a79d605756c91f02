export const MODEL_TASKS = ['asr', 'vad'] as const;
export type ModelTask = (typeof MODEL_TASKS)[number];

/** What a model's own files say it can do; code depends on these, never on a model's name. */
export interface ModelCapabilities {
  readonly languages: readonly string[];
  readonly canTranslate: boolean;
  readonly dtypes: readonly string[];
}

export interface ModelStatus {
  readonly modelId: string;
  readonly task: ModelTask;
  readonly title: string;
  /** `bundled` models are part of the app and read-only; `folder` models belong to the person. */
  readonly source: 'bundled' | 'folder';
  readonly folder: string;
  readonly sizeBytes: number;
  readonly capabilities: ModelCapabilities | null;
  /** One plain sentence the person must know before using it, such as what a demo model cannot do. */
  readonly caution: string | null;
}

/** A model that is in memory now. */
export interface LoadedModel {
  readonly modelId: string;
  readonly device: string;
  readonly dtype: string;
  readonly loadedAtMs: number;
  readonly lastUsedAtMs: number;
  readonly loadMs: number;
  readonly users: number;
  /** Size of the weight files: a lower bound of what the model takes. */
  readonly weightBytes: number;
}
