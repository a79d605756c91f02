import { useStore } from 'zustand';
import { Dialog } from '../../components/Dialog.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const { settings } = useStores();
  const areSingleKeysOff = useStore(settings, (state) => state.settings?.singleKeyShortcuts === false);
  return (
    <Dialog title={en.shortcuts.title} closeLabel={en.shortcuts.close} onClose={onClose}>
      {/* Nothing in it can have the focus, which a keyboard needs to scroll. */}
      <div className="shortcuts" tabIndex={0} role="region" aria-label={en.shortcuts.title}>
        <dl>
          {en.shortcuts.list.map(({ keys, what }) => (
            <div key={what}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <p className="muted small">{en.shortcuts.inTranscripts}</p>
        {areSingleKeysOff && <p className="small">{en.shortcuts.singleKeysOff}</p>}
      </div>
    </Dialog>
  );
}
