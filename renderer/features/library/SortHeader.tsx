import { ArrowDown, ArrowUp } from 'lucide-react';
import { chooseColumn, type MeetingColumn, type MeetingOrder } from '../../stores/meetingOrder.ts';
import { useStores } from '../../stores/stores.ts';
import { en } from '../../strings/en.ts';

export interface SortHeaderProps {
  readonly column: MeetingColumn;
  readonly order: MeetingOrder;
}

/** Head of a column that sorts by it; the arrow points the way the list is read. */
export function SortHeader({ column, order }: SortHeaderProps) {
  const { library } = useStores();
  const isSorted = order.by === column;
  const Arrow = order.isDescending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      className={`meeting-list-${column}`}
      aria-sort={isSorted ? (order.isDescending ? 'descending' : 'ascending') : 'none'}
    >
      <button
        type="button"
        className="sort-button"
        data-sorted={isSorted}
        onClick={() => {
          library.getState().sort(chooseColumn(order, column));
        }}
      >
        {en.library.columns[column]}
        <Arrow aria-hidden="true" />
      </button>
    </th>
  );
}
