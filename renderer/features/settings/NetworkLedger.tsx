import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { formatBytes } from '../../strings/formatAmounts.ts';

const PURPOSES: ReadonlyMap<string, string> = new Map(Object.entries(en.models.network.purposes));

/** Every request that Earshot made, newest first. */
export function NetworkLedger() {
  const { network } = useStores();
  const entries = useStore(network, (state) => state.entries);
  const error = useStore(network, (state) => state.error);
  const [isShown, setIsShown] = useState(false);
  useEffect(() => void network.getState().refresh(), [network]);
  const text = en.models.network;
  return (
    <>
      <div className="field">
        <div className="field-text">
          <p className="field-title">{text.ledger}</p>
          <p className="muted small">{text.ledgerHelp}</p>
        </div>
        <Button
          aria-expanded={isShown}
          onClick={() => {
            setIsShown(!isShown);
          }}
        >
          {isShown ? text.hide : text.show}
        </Button>
      </div>
      {error !== null && <ErrorCard error={error} />}
      {isShown && entries?.length === 0 && <p className="muted">{text.noRequests}</p>}
      {isShown && entries !== null && entries.length > 0 && (
        <div className="ledger" tabIndex={0} role="region" aria-label={text.ledger}>
          <table className="small numbers">
            <thead>
              <tr>
                <th scope="col">{text.columns.time}</th>
                <th scope="col">{text.columns.purpose}</th>
                <th scope="col">{text.columns.host}</th>
                <th scope="col">{text.columns.status}</th>
                <th scope="col">{text.columns.size}</th>
              </tr>
            </thead>
            <tbody>
              {entries.map(({ atMs, purpose, host, status, receivedBytes }, index) => (
                <tr key={`${atMs} ${index}`}>
                  <td>{new Date(atMs).toLocaleString()}</td>
                  <td>{PURPOSES.get(purpose) ?? purpose}</td>
                  <td>{host}</td>
                  <td>{status ?? text.noAnswer}</td>
                  <td>{formatBytes(receivedBytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
