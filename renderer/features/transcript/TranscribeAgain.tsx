import { useState } from 'react';
import { useStore } from 'zustand';
import type { Meeting, Transcript } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Field } from '../../components/Field.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useAction } from '../../errors/useAction.ts';
import { usePage } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

const text = en.transcript.versions;

export interface TranscribeAgainProps {
  readonly meeting: Meeting;
  readonly shown: Transcript;
  readonly onClose: () => void;
}

/** Asks for the model of another version of the transcript, which is then made beside the others. */
export function TranscribeAgain({ meeting, shown, onClose }: TranscribeAgainProps) {
  const { stores, worker } = usePage();
  const models = useStore(stores.models, (state) => state.models) ?? [];
  const [model, setModel] = useState(shown.modelId);
  const action = useAction();
  const start = (): void => {
    action.run(async () => {
      const { path } = meeting.media;
      await worker.request('jobs.start', { kind: 'transcribe', path, options: { model }, force: true });
      onClose();
    });
  };
  return (
    <Dialog
      title={text.again}
      closeLabel={text.close}
      size="small"
      onClose={onClose}
      footer={
        <>
          <Button
            onClick={() => {
              stores.route.getState().go({ view: 'models' });
            }}
          >
            {en.transcript.otherModels}
          </Button>
          <Button variant="primary" disabled={action.isBusy} onClick={start}>
            {text.again}
          </Button>
        </>
      }
    >
      <p>{text.againText}</p>
      <Field label={text.againWith} help={text.moreModels}>
        {(ids) => (
          <select
            {...ids}
            value={model}
            onChange={(event) => {
              setModel(event.currentTarget.value);
            }}
          >
            {models
              .filter(({ task }) => task === 'asr')
              .map(({ modelId, title }) => (
                <option key={modelId} value={modelId}>
                  {title}
                </option>
              ))}
          </select>
        )}
      </Field>
      {action.error !== null && <ErrorCard error={action.error} />}
    </Dialog>
  );
}
