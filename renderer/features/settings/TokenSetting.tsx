import { type SyntheticEvent, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../components/Button.tsx';
import { Caution } from '../../components/Caution.tsx';
import { Field } from '../../components/Field.tsx';
import { TextInput } from '../../components/TextInput.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { useAction } from '../../errors/useAction.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

/** The access token for the hub. It can be set and removed, and is never shown. */
export function TokenSetting() {
  const { network } = useStores();
  const token = useStore(network, (state) => state.token);
  const [typed, setTyped] = useState('');
  const [isKept, setIsKept] = useState(true);
  const { isBusy, error, run } = useAction();
  const text = en.models.network;
  const save = (value: string | null): void => {
    run(async () => {
      const kept = await network.getState().setToken(value);
      setIsKept(value === null || kept.isKept);
      setTyped('');
    });
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (typed.trim() !== '') save(typed.trim());
  };
  const state = token === null ? '' : text.tokenSources[token.source ?? 'none'];
  return (
    <>
      <Field label={text.token} help={`${text.tokenHelp} ${state}`}>
        {(ids) => (
          <form className="token-form" onSubmit={submit}>
            <TextInput
              {...ids}
              type="password"
              value={typed}
              placeholder={text.tokenPlaceholder}
              onChange={(event) => {
                setTyped(event.currentTarget.value);
              }}
            />
            <Button type="submit" disabled={isBusy || typed.trim() === ''}>
              {text.save}
            </Button>
            {token?.source === 'setting' && (
              <Button
                disabled={isBusy}
                onClick={() => {
                  save(null);
                }}
              >
                {text.remove}
              </Button>
            )}
          </form>
        )}
      </Field>
      {!isKept && <Caution text={text.notKept} />}
      {error !== null && <ErrorCard error={error} />}
    </>
  );
}
