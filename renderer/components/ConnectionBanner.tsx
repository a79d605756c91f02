import { RotateCw, Unplug } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { type ErrorMessage, getErrorMessage, type SerializedError } from '../../worker/contract/index.ts';
import { usePage, useStores } from '../stores/stores.ts';
import { en } from '../strings/en.ts';
import { Button } from './Button.tsx';
import './ConnectionBanner.css';

/** Says that there is no connection to the worker; nothing while there is one, or while the first is made. */
export function ConnectionBanner() {
  const { connection } = useStores();
  const { status, failure } = useStore(connection);
  if (status === 'reconnecting') return <Reconnecting />;
  return status === 'stopped' && <Stopped failure={failure} />;
}

/** Quiet: a restart of the worker loses nothing, so it asks for nothing. */
function Reconnecting() {
  return (
    <p className="connection-banner" role="status">
      <RotateCw className="connection-turning" aria-hidden="true" />
      {en.connection.reconnecting}
    </p>
  );
}

function Stopped({ failure }: { readonly failure: SerializedError | null }) {
  const { host, worker } = usePage();
  const [isTrying, setTrying] = useState(false);
  const [triedAt, setTriedAt] = useState<Date | null>(null);
  const { title, text, nextStep } = describeStop(failure);

  async function tryAgain(): Promise<void> {
    setTrying(true);
    // What keeps the shell from it is what the attempt then fails with.
    await host.desktop?.startWorker().catch(() => undefined);
    await worker.tryAgain();
    setTrying(false);
    setTriedAt(new Date());
  }

  return (
    <div className="connection-banner connection-stopped">
      <Unplug aria-hidden="true" />
      <div className="connection-text">
        <div role="alert">
          <p className="connection-title">{title}</p>
          <p>
            {text} {nextStep}
          </p>
        </div>
        <p className="connection-tried" role="status">
          {triedAt !== null && en.connection.tried(triedAt.toLocaleTimeString())}
        </p>
      </div>
      <Button
        icon={<RotateCw className={isTrying ? 'connection-turning' : ''} aria-hidden="true" />}
        aria-disabled={isTrying}
        onClick={() => {
          if (!isTrying) void tryAgain();
        }}
      >
        {en.connection.tryAgain}
      </Button>
    </div>
  );
}

/** Without a reason, the program that served the page has ended and can say none. */
function describeStop(failure: SerializedError | null): ErrorMessage {
  return failure === null ? en.connection.stopped : getErrorMessage(failure.code, failure.details);
}
