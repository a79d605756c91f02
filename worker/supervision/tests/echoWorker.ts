import { AppError, serializeError } from '../../contract/index.ts';
import { connectHostProcess } from '../connectHostProcess.ts';

/** Sends back what each client says, says goodbye on `bye`, and tells the host of clients that have gone. */
const host = connectHostProcess();
host.onMessage((message, transport) => {
  if (message.type === 'stop') process.exit(7);
  if (transport === null) return;
  transport.onMessage((said) => {
    if (said === 'bye') transport.close();
    else transport.send(said);
  });
  transport.onClose(() => {
    host.post({
      type: 'start-failed',
      error: serializeError(new AppError('worker-exited', 'A client went.')),
    });
  });
});
