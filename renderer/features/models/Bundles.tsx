import { Card } from '../../components/Card.tsx';
import { en } from '../../strings/en.ts';
import { ExportForm } from './ExportForm.tsx';
import { ImportForm } from './ImportForm.tsx';

/** Models in one file, for a computer without a network. */
export function Bundles() {
  return (
    <Card className="model-section">
      <h2>{en.models.bundles.title}</h2>
      <p className="muted">{en.models.bundles.text}</p>
      <ExportForm />
      <ImportForm />
    </Card>
  );
}
