import { useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

/** Facts for a report about a problem, read anew when they are asked for. */
export function DiagnosticsCard() {
  const { settings } = useStores();
  const diagnostics = useStore(settings, (state) => state.diagnostics);
  const [isShown, setShown] = useState(false);
  const text = diagnostics === null || !isShown ? null : JSON.stringify(diagnostics, null, 2);
  const action = isShown ? en.settings.hideDiagnostics : en.settings.showDiagnostics;
  return (
    <Card>
      <h2>{en.settings.diagnostics}</h2>
      <div className="field">
        <p className="muted small field-text">{en.settings.diagnosticsHelp}</p>
        <div className="diagnostics-actions">
          <Button
            aria-label={`${action}: ${en.settings.diagnostics}`}
            aria-expanded={isShown}
            onClick={() => {
              setShown(!isShown);
              if (!isShown) void settings.getState().loadDiagnostics();
            }}
          >
            {action}
          </Button>
          {text !== null && <CopyButton text={text} />}
        </div>
      </div>
      {text !== null && (
        <pre className="diagnostics-text" tabIndex={0} role="region" aria-label={en.settings.diagnostics}>
          {text}
        </pre>
      )}
    </Card>
  );
}
