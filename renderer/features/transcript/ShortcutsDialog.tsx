import { useStore } from 'zustand';
import { Dialog } from '../../components/Dialog.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import './ShortcutsDialog.css';

const { groups, keys, title, close } = en.transcript.help;
const isMac = /mac/i.test(navigator.userAgent);
const CONTROL = isMac ? '⌘' : 'Ctrl';

const SHORTCUTS = [
  {
    title: groups.listen,
    rows: [
      { keys: ['Space'], text: keys.play },
      { keys: ['←', '→'], text: keys.skip },
      { keys: ['M'], text: keys.mute },
      { keys: ['Enter'], text: keys.playRow },
    ],
  },
  {
    title: groups.move,
    rows: [
      { keys: ['↑', '↓'], text: keys.rows },
      { keys: ['Home', 'End'], text: keys.ends },
      { keys: ['U', 'Shift U'], text: keys.uncertain },
      { keys: [`${CONTROL} F`], text: keys.find },
      { keys: ['?'], text: keys.help },
    ],
  },
  {
    title: groups.edit,
    rows: [
      { keys: ['E'], text: keys.editRow },
      { keys: ['J'], text: keys.mergeRow },
      { keys: ['Del'], text: keys.removeRow },
      { keys: ['1', '…', '9'], text: keys.speaker },
      { keys: [`${CONTROL} Z`], text: keys.undo },
      { keys: [isMac ? '⌘ ⇧ Z' : 'Ctrl Y'], text: keys.redo },
    ],
  },
  {
    title: groups.writing,
    rows: [
      { keys: ['Enter'], text: keys.save },
      { keys: ['Esc'], text: keys.cancel },
      { keys: [`${CONTROL} Enter`], text: keys.split },
      { keys: ['Backspace'], text: keys.joinPrevious },
    ],
  },
] as const;

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const { settings } = useStores();
  const areSingleKeysOff = useStore(settings, (state) => state.settings?.singleKeyShortcuts === false);
  return (
    <Dialog title={title} closeLabel={close} onClose={onClose}>
      {areSingleKeysOff && <p className="small">{en.shortcuts.singleKeysOff}</p>}
      <div className="transcript-shortcuts">
        {SHORTCUTS.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.rows.map((row) => (
                <div key={row.text}>
                  <dt>{row.text}</dt>
                  <dd>
                    {row.keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
