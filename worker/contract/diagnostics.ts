import type { LoadedModel, ModelStatus } from './models.ts';

export interface DiagnosticCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** What `earshot doctor` and the diagnostics panel show. Holds no transcript text. */
export interface Diagnostics {
  readonly appVersion: string;
  readonly nodeVersion: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly totalMemoryBytes: number;
  readonly dataDir: string;
  readonly executionProviders: readonly string[];
  readonly models: readonly ModelStatus[];
  readonly loadedModels: readonly LoadedModel[];
  readonly residentBytes: number;
  readonly checks: readonly DiagnosticCheck[];
}
