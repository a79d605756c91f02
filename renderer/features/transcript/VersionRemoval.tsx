import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

const text = en.transcript.versions;

export interface VersionRemovalProps {
  readonly transcriptId: string;
  readonly name: string;
  readonly isShown: boolean;
}

/** Deletes a version for good, after saying what goes with it. */
export function VersionRemoval({ transcriptId, name, isShown }: VersionRemovalProps) {
  const { transcript } = useStores();
  const [isAsking, setAsking] = useState(false);
  const close = (): void => {
    setAsking(false);
  };
  return (
    <>
      <IconButton
        label={text.removeNamed(name)}
        icon={<Trash2 />}
        onClick={() => {
          setAsking(true);
        }}
      />
      {isAsking && (
        <ConfirmDialog
          title={text.removeTitle(name)}
          confirmLabel={text.remove}
          isDangerous
          canConfirm
          onClose={close}
          onConfirm={() => {
            close();
            void transcript.getState().removeVersion(transcriptId);
          }}
        >
          <p>{text.removeText}</p>
          <p>{isShown ? text.removeShownText : text.removeOtherText}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
