import { FileAudio } from 'lucide-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import './DropZone.css';
import { listDroppedFiles } from './listDroppedFiles.ts';

/** Takes files dropped anywhere on the page and shows that it does. */
export function DropZone({ children }: { readonly children: ReactNode }) {
  const { jobs, route } = useStores();
  const [isOver, setOver] = useState(false);
  // Entering a child comes before leaving its parent, so that the two have to be counted.
  const depth = useRef(0);

  const change = (by: number): void => {
    depth.current = Math.max(0, depth.current + by);
    setOver(depth.current > 0);
  };
  const add = async (dropped: DataTransfer): Promise<void> => {
    const files = await listDroppedFiles(dropped);
    if (route.getState().route.view !== 'library') route.getState().go({ view: 'library' });
    await jobs.getState().addFiles(files);
  };
  const drop = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth.current = 0;
    setOver(false);
    void add(event.dataTransfer);
  };

  return (
    <div
      className="drop-zone"
      onDragEnter={(event) => {
        if (hasFiles(event)) change(1);
      }}
      onDragLeave={(event) => {
        if (hasFiles(event)) change(-1);
      }}
      onDragOver={(event) => {
        if (hasFiles(event)) event.preventDefault();
      }}
      onDrop={drop}
    >
      {children}
      {isOver && (
        <div className="drop-zone-overlay" role="status">
          <p>
            <FileAudio aria-hidden="true" />
            {en.library.dropNow}
          </p>
        </div>
      )}
    </div>
  );
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer.types.includes('Files');
}
