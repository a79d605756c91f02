import { type ReactNode, useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { SettingsPatch } from '../../../worker/contract/index.ts';
import { Card } from '../../components/Card.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { AppearanceSetting } from './AppearanceSetting.tsx';
import { ComputerSettings } from './ComputerSettings.tsx';
import { DiagnosticsCard } from './DiagnosticsCard.tsx';
import { HelpSettings } from './HelpSettings.tsx';
import { HubSettings } from './HubSettings.tsx';
import { NetworkLedger } from './NetworkLedger.tsx';
import { OfflineSetting } from './OfflineSetting.tsx';
import { RecordingSettings } from './RecordingSettings.tsx';
import './SettingsView.css';
import { SingleKeySetting } from './SingleKeySetting.tsx';
import { TokenSetting } from './TokenSetting.tsx';
import { TranscriptionSettings } from './TranscriptionSettings.tsx';

export interface SettingsViewProps {
  /** What can be set about the models on the disk. */
  readonly modelCards: ReactNode;
}

export function SettingsView({ modelCards }: SettingsViewProps) {
  const { settings: settingsStore, models } = useStores();
  const settings = useStore(settingsStore, (state) => state.settings);
  const error = useStore(settingsStore, (state) => state.error);
  useEffect(() => void models.getState().refresh(), [models]);
  const update = useMemo(
    () =>
      (patch: SettingsPatch): void =>
        void settingsStore.getState().update(patch),
    [settingsStore],
  );

  return (
    <div className="view settings-view">
      <header className="view-header">
        <h1>{en.settings.title}</h1>
      </header>
      {error !== null && <ErrorCard error={error} />}
      {settings === null && error === null && <p className="muted">{en.settings.loading}</p>}
      {settings !== null && (
        <>
          <Card>
            <h2>{en.settings.transcription}</h2>
            <TranscriptionSettings settings={settings} onChange={update} />
          </Card>
          <Card>
            <h2>{en.settings.computer}</h2>
            <ComputerSettings settings={settings} onChange={update} />
          </Card>
          {modelCards}
          <Card>
            <h2>{en.settings.recordings}</h2>
            <RecordingSettings settings={settings} onChange={update} />
          </Card>
          <Card>
            <h2>{en.settings.appearance}</h2>
            <AppearanceSetting settings={settings} onChange={update} />
            <SingleKeySetting settings={settings} onChange={update} />
          </Card>
          <Card>
            <h2>{en.settings.network}</h2>
            <OfflineSetting settings={settings} onChange={update} />
            <HubSettings settings={settings} />
            <TokenSetting />
            <NetworkLedger />
          </Card>
          <DiagnosticsCard />
          <Card>
            <h2>{en.settings.help}</h2>
            <HelpSettings />
          </Card>
        </>
      )}
    </div>
  );
}
