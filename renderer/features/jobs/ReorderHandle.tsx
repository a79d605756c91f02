import { GripVertical } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { JobSnapshot } from '../../../worker/contract/index.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';
import { DRAGGED_JOB } from './draggedJob.ts';
import { planStep } from './planMove.ts';

export interface ReorderHandleProps {
  readonly job: JobSnapshot<'transcribe'>;
  readonly name: string;
  /** Ids of the jobs that wait, in their order. */
  readonly waiting: readonly string[];
  /** Called with a sentence about what was done. */
  readonly onMoved: (sentence: string) => void;
}

/** Moves a job that waits: with the arrow keys, or by dragging. */
export function ReorderHandle({ job, name, waiting, onMoved }: ReorderHandleProps) {
  const { jobs } = useStores();
  const handle = useRef<HTMLButtonElement>(null);
  const hadFocus = useRef(false);
  const place = waiting.indexOf(job.jobId);
  // A browser takes the focus from an element that is put elsewhere on the page.
  useEffect(() => {
    if (hadFocus.current) handle.current?.focus();
  }, [place]);

  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const planned = planStep(waiting, job.jobId, event.key === 'ArrowUp' ? -1 : 1);
    if (planned === null) return;
    hadFocus.current = true;
    void jobs.getState().move(job.jobId, planned.before);
    onMoved(en.jobs.moved(name, planned.place, waiting.length));
  };
  return (
    <IconButton
      ref={handle}
      className="reorder-handle"
      label={en.jobs.reorder(name)}
      icon={<GripVertical />}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(DRAGGED_JOB, job.jobId);
        event.dataTransfer.effectAllowed = 'move';
        const item = event.currentTarget.closest('li');
        if (item !== null) event.dataTransfer.setDragImage(item, 0, 0);
      }}
      onKeyDown={press}
      onBlur={() => {
        hadFocus.current = false;
      }}
    />
  );
}
