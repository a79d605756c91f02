import { Download, Printer } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import {
  type ExportChoices,
  type MeetingSummary,
  type SerializedError,
  settingsSchema,
} from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { toShownError } from '../../errors/toShownError.ts';
import { usePage } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { ExportChoicesForm } from './ExportChoicesForm.tsx';
import './ExportDialog.css';
import { PreviewPane } from './PreviewPane.tsx';
import { saveExports } from './saveExports.ts';
import { useRenderedExport } from './useRenderedExport.ts';

export interface ExportDialogProps {
  /** The first is the one that is previewed. */
  readonly meetings: readonly [ExportedMeeting, ...ExportedMeeting[]];
  readonly onClose: () => void;
}

export type ExportedMeeting = Pick<MeetingSummary, 'meetingId' | 'title'>;

/** Chooses a format and its options, shows what the file will hold, and gives it to the person. */
export function ExportDialog({ meetings, onClose }: ExportDialogProps) {
  const { host, worker, stores } = usePage();
  const remembered = useStore(stores.settings, (state) => state.settings?.exportChoices);
  const [changed, setChanged] = useState<ExportChoices | null>(null);
  const choices = changed ?? remembered ?? settingsSchema.shape.exportChoices.parse(undefined);
  const [first] = meetings;
  const rendered = useRenderedExport(first.meetingId, choices);
  const [done, setDone] = useState<number | null>(null);
  const [error, setError] = useState<SerializedError | null>(null);
  const controller = useRef<AbortController | null>(null);
  useEffect(() => () => controller.current?.abort(), []);
  const isMany = meetings.length > 1;

  const change = (exportChoices: ExportChoices): void => {
    setChanged(exportChoices);
    void stores.settings.getState().update({ exportChoices });
  };
  const save = async (): Promise<void> => {
    controller.current = new AbortController();
    const { signal } = controller.current;
    setError(null);
    try {
      await saveExports({ worker, host, meetings, choices, signal, onProgress: setDone });
    } catch (thrown) {
      setError(toShownError(thrown));
    } finally {
      setDone(null);
    }
  };

  const isPdf = choices.format === 'pdf';
  const label = isPdf ? en.exports.savePdf : isMany ? en.exports.saveMany(meetings.length) : en.exports.save;
  return (
    <Dialog
      title={isMany ? en.exports.titleMany(meetings.length) : en.exports.title}
      closeLabel={en.exports.close}
      onClose={onClose}
      footer={
        <>
          {rendered.text !== null && !rendered.isPage && !isMany && <CopyButton text={rendered.text} />}
          <Button
            variant="primary"
            icon={isPdf ? <Printer aria-hidden="true" /> : <Download aria-hidden="true" />}
            disabled={done !== null || rendered.text === null}
            onClick={() => void save()}
          >
            {done === null ? label : en.exports.saving(done, meetings.length)}
          </Button>
        </>
      }
    >
      <div className="export-dialog">
        <ExportChoicesForm choices={choices} onChange={change} />
        <div className="export-result">
          {error !== null && (
            <ErrorCard
              error={error}
              onDismiss={() => {
                setError(null);
              }}
            />
          )}
          {rendered.error === null ? <PreviewPane {...rendered} /> : <ErrorCard error={rendered.error} />}
          {isMany && <p className="muted small">{en.exports.previewOfFirst(first.title)}</p>}
        </div>
      </div>
    </Dialog>
  );
}
