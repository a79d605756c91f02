import { FolderOpen } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { COPY_POLICIES, type CopyPolicy } from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Field } from '../../components/Field.tsx';
import { usePage } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import type { SettingsSectionProps } from './settingsSection.ts';

/** What happens to copies of recordings, and where everything is. */
export function RecordingSettings({ settings, onChange }: SettingsSectionProps) {
  const isLost = settings.copies === 'until-transcribed';
  return (
    <>
      <Field label={en.settings.keepOriginals} help={en.settings.keepOriginalsHelp}>
        {(ids) => (
          <input
            {...ids}
            type="checkbox"
            role="switch"
            checked={settings.keepOriginals}
            onChange={(event) => {
              onChange({ keepOriginals: event.currentTarget.checked });
            }}
          />
        )}
      </Field>
      <Field
        label={en.settings.copies}
        help={isLost ? `${en.settings.copiesHelp} ${en.settings.copiesPlayback}` : en.settings.copiesHelp}
      >
        {(ids) => (
          <select
            {...ids}
            value={settings.copies}
            onChange={(event) => {
              onChange({ copies: event.currentTarget.value as CopyPolicy });
            }}
          >
            {COPY_POLICIES.map((choice) => (
              <option key={choice} value={choice}>
                {en.settings.copyPolicies[choice]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <DataFolder />
    </>
  );
}

function DataFolder() {
  const { stores, host } = usePage();
  const dataDir = useStore(stores.settings, (state) => state.diagnostics?.dataDir);
  useEffect(() => {
    void stores.settings.getState().loadDiagnostics();
  }, [stores]);
  return (
    <div className="field">
      <div className="field-text">
        <p className="field-name">{en.settings.dataFolder}</p>
        <p className="muted small">{en.settings.dataFolderHelp}</p>
        <p className="settings-path small">{dataDir ?? '…'}</p>
      </div>
      {dataDir !== undefined && (
        <div className="settings-actions">
          {host.desktop !== null && (
            <Button
              icon={<FolderOpen aria-hidden="true" />}
              onClick={() => void host.desktop?.showInFolder(dataDir)}
            >
              {en.settings.showInFolder}
            </Button>
          )}
          <CopyButton text={dataDir} label={en.settings.copyPath} />
        </div>
      )}
    </div>
  );
}
