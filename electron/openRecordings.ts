import type { ElectronApi } from './electronApi.ts';
import type { FilesFromSystem } from './filesFromSystem.ts';
import { strings } from './strings.ts';

/** Of what FFmpeg reads, the ones that people have; the dialog offers all files as well. */
const RECORDING_EXTENSIONS =
  'mp3 m4a m4b wav flac ogg oga opus aac wma aiff amr mp4 m4v mov mkv webm avi mpg mpeg 3gp ts'.split(' ');

/** Lets the person choose recordings and starts to transcribe them. */
export async function openRecordings({
  dialog,
  files,
}: {
  readonly dialog: ElectronApi['dialog'];
  readonly files: Pick<FilesFromSystem, 'add'>;
}): Promise<void> {
  const { filePaths } = await dialog.showOpenDialog({
    title: strings.openRecordingsTitle,
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: strings.recordings, extensions: RECORDING_EXTENSIONS },
      { name: strings.allFiles, extensions: ['*'] },
    ],
  });
  files.add(filePaths);
}
