import './noTelemetry.ts';
import { listSupportedBackends } from 'onnxruntime-node';
import type { SessionOptions } from './session.ts';

export type Device = SessionOptions['device'];

export interface ExecutionProvider {
  readonly device: Device;
  /** Whether `auto` may choose it. */
  readonly automatic: boolean;
  /** Why it stands where it stands; for `earshot doctor` and the logs. */
  readonly reason: string;
}

/** Best first. CUDA and TensorRT are named by the runtime but their libraries are not in its package. */
const PREFERENCE: readonly ExecutionProvider[] = [
  {
    device: 'webgpu',
    automatic: true,
    reason: 'runs on GPUs of any maker, through Vulkan, Metal or Direct3D 12',
  },
  {
    device: 'dml',
    automatic: true,
    reason: 'Direct3D 12 on Windows; maintained but no longer extended, so after webgpu',
  },
  {
    device: 'coreml',
    automatic: false,
    reason: 'compiles a graph anew for each input shape, and a decoder changes shape at each step',
  },
  { device: 'cpu', automatic: true, reason: 'works everywhere' },
];

/** The providers of this build that Earshot can use, best first; `cpu` is always the last of them. */
export function executionProviders(
  supported: readonly string[] = listSupportedBackends().map((backend) => backend.name),
): readonly ExecutionProvider[] {
  return PREFERENCE.filter(({ device }) => device === 'cpu' || supported.includes(device));
}
