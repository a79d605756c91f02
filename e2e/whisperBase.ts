/** The repository that the catalog knows as `whisper-base`. */
export const WHISPER_BASE = 'onnx-community/whisper-base_timestamped';
