import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';

/** The introduction again, the keyboard, and the licences. */
export function HelpSettings() {
  const { route } = useStores();
  const [isShowingShortcuts, setShowingShortcuts] = useState(false);
  const rows = [
    {
      name: en.settings.introduction,
      help: en.settings.introductionHelp,
      label: en.settings.openIntroduction,
      open: () => {
        route.getState().go({ view: 'welcome' });
      },
    },
    {
      name: en.settings.shortcuts,
      help: en.settings.shortcutsHelp,
      label: en.settings.openShortcuts,
      open: () => {
        setShowingShortcuts(true);
      },
    },
    {
      name: en.settings.licences,
      help: en.settings.licencesHelp,
      label: en.settings.openLicences,
      open: () => {
        route.getState().go({ view: 'licences' });
      },
    },
  ];
  return (
    <>
      {rows.map(({ name, help, label, open }) => (
        <div key={name} className="field">
          <div className="field-text">
            <p className="field-name">{name}</p>
            <p className="muted small">{help}</p>
          </div>
          <Button aria-label={`${label}: ${name}`} onClick={open}>
            {label}
          </Button>
        </div>
      ))}
      {isShowingShortcuts && (
        <ShortcutsDialog
          onClose={() => {
            setShowingShortcuts(false);
          }}
        />
      )}
    </>
  );
}
