import { getFFmpegInfo } from 'node-av/lib';

/** Version of the FFmpeg libraries inside the binding; loading the binding is what makes it worth a check. */
export function mediaLibraryVersion(): string {
  return getFFmpegInfo().version;
}
