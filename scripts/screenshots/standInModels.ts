import type { TestHub } from '../../e2e/hub/createTestHub.ts';
import type { FileContent } from '../../e2e/hub/hubFile.ts';
import { starterModelFiles } from '../../e2e/starterModelFiles.ts';

/** Sizes of the graphs in megabytes, about those of the real exports, so that the pictures show what a person will see. */
const MODELS = [
  { id: 'onnx-community/whisper-base_timestamped', encoder: 23, decoder: 54, seed: 10 },
  { id: 'onnx-community/whisper-small_timestamped', encoder: 92, decoder: 157, seed: 20 },
  { id: 'onnx-community/distil-small.en', encoder: 92, decoder: 92, seed: 30 },
] as const;

const BYTES_PER_MB = 1_000_000;

/** Models with the names and sizes of real ones and contents that no engine will load. */
export async function addStandInModels(hub: TestHub): Promise<void> {
  for (const { id, encoder, decoder, seed } of MODELS) {
    const small = Object.entries(starterModelFiles()).filter(([path]) => !path.endsWith('.onnx'));
    const files: Record<string, FileContent> = {
      ...Object.fromEntries(small),
      'onnx/encoder_model_quantized.onnx': { size: encoder * BYTES_PER_MB, seed },
      'onnx/decoder_model_merged_quantized.onnx': { size: decoder * BYTES_PER_MB, seed: seed + 1 },
      'onnx/encoder_model_q4.onnx': { size: encoder * BYTES_PER_MB, seed: seed + 2 },
      'onnx/decoder_model_merged_q4.onnx': { size: Math.round(decoder * 1.4) * BYTES_PER_MB, seed: seed + 3 },
    };
    await hub.addRepository({ id, files });
  }
}
