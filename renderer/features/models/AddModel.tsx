import { Search } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { TextInput } from '../../components/TextInput.tsx';
import { en } from '../../strings/en.ts';
import { OfferDialog } from './OfferDialog.tsx';

/** Any repository of the hub, by its name or address. */
export function AddModel() {
  const id = useId();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState<string | null>(null);
  return (
    <Card className="model-section">
      <h2>{en.models.add.title}</h2>
      <p className="muted">{en.models.add.text}</p>
      <form
        className="model-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') setAsked(text.trim());
        }}
      >
        <label className="visually-hidden" htmlFor={id}>
          {en.models.add.label}
        </label>
        <TextInput
          id={id}
          value={text}
          placeholder={en.models.add.placeholder}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        <Button type="submit" icon={<Search />}>
          {en.models.add.look}
        </Button>
      </form>
      {asked !== null && (
        <OfferDialog
          model={asked}
          title={asked}
          onClose={() => {
            setAsked(null);
          }}
        />
      )}
    </Card>
  );
}
