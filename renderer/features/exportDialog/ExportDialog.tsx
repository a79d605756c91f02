import { Download } from 'lucide-react';
import { useState } from 'react';
import {
  EXPORT_FORMATS,
  type ExportFormat,
  exportOptionsSchema,
  type Meeting,
} from '../../../worker/contract/index.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Field } from '../../components/Field.tsx';
import { ErrorCard } from '../../errors/ErrorCard.tsx';
import { usePage } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import './ExportDialog.css';
import { type ExportChoices, loadExportChoices, saveExportChoices } from './exportChoices.ts';
import { createExportName, cutPreview, getFormatOptions } from './exportPreview.ts';
import { useRenderedExport } from './useRenderedExport.ts';

export interface ExportDialogProps {
  readonly meeting: Pick<Meeting, 'meetingId' | 'title'>;
  readonly onClose: () => void;
}

/** Chooses a format and its options, shows what the file will hold, and gives it to the person. */
export function ExportDialog({ meeting, onClose }: ExportDialogProps) {
  const { host } = usePage();
  const [choices, setChoices] = useState<ExportChoices>(() => loadExportChoices(localStorage));
  const rendered = useRenderedExport(meeting.meetingId, choices);
  const { format } = choices;
  const options = exportOptionsSchema.parse(choices.options);
  const change = (changed: ExportChoices): void => {
    setChoices(changed);
    saveExportChoices(localStorage, changed);
  };
  const preview = rendered.text === null ? null : cutPreview(rendered.text);

  return (
    <Dialog
      title={en.exports.title}
      closeLabel={en.exports.close}
      onClose={onClose}
      footer={
        rendered.text !== null && (
          <>
            <CopyButton text={rendered.text} />
            <Button
              variant="primary"
              icon={<Download aria-hidden="true" />}
              onClick={() => {
                host.saveText(createExportName(meeting.title, format), rendered.text ?? '');
              }}
            >
              {en.exports.save}
            </Button>
          </>
        )
      }
    >
      <div className="export-dialog">
        <div className="export-choices">
          <Field label={en.exports.format}>
            {(ids) => (
              <select
                {...ids}
                value={format}
                onChange={(event) => {
                  change({ ...choices, format: event.currentTarget.value as ExportFormat });
                }}
              >
                {EXPORT_FORMATS.map((choice) => (
                  <option key={choice} value={choice}>
                    {en.exports.formats[choice]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {getFormatOptions(format).map((option) => (
            <Field key={option} label={en.exports.options[option]}>
              {(ids) => (
                <input
                  {...ids}
                  type="checkbox"
                  checked={options[option]}
                  onChange={(event) => {
                    change({
                      ...choices,
                      options: { ...choices.options, [option]: event.currentTarget.checked },
                    });
                  }}
                />
              )}
            </Field>
          ))}
        </div>
        {rendered.error !== null && <ErrorCard error={rendered.error} />}
        {preview !== null && (
          <pre className="export-preview" tabIndex={0} role="region" aria-label={en.exports.preview}>
            {preview.text}
            {preview.hiddenLines > 0 && `\n${en.exports.truncated(preview.hiddenLines)}`}
          </pre>
        )}
      </div>
    </Dialog>
  );
}
