import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import {
  SortableContext,
  sortableKeyboardCoordinates,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { Fragment, type ReactNode } from 'react';
import classes from './Rows.module.css';

type SortableListProps<T extends { key: string }> = {
  label: string;
  items: readonly T[];
  nameOf: (item: T) => string;
  onMove: (from: number, to: number) => void;
  children: (item: T, place: number) => ReactNode;
  /** A line that stands before the item at this place. */
  line?: { before: number; text: ReactNode };
};

const INSTRUCTIONS = {
  draggable:
    'To move it, press Space, then the arrow keys; Space again puts it down, Escape puts it back.',
};

/** A list whose order matters: by dragging, also with the keyboard. */
export function SortableList<T extends { key: string }>(props: SortableListProps<T>) {
  const { label, items, nameOf, onMove, children, line } = props;
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const placeOf = (key: string | number) => items.findIndex((item) => item.key === key);
  const name = (key: string | number) => {
    const item = items[placeOf(key)];
    return item === undefined ? '' : nameOf(item);
  };
  const position = (key: string | number) => `place ${placeOf(key) + 1} of ${items.length}`;
  const announcements: Announcements = {
    onDragStart: ({ active }) => `Picked up ${name(active.id)}, ${position(active.id)}.`,
    onDragOver: ({ active, over }) =>
      over ? `${name(active.id)} is over ${position(over.id)}.` : undefined,
    onDragEnd: ({ active, over }) =>
      over ? `${name(active.id)} was put down at ${position(over.id)}.` : undefined,
    onDragCancel: ({ active }) => `${name(active.id)} is back at ${position(active.id)}.`,
  };
  const end = ({ active, over }: DragEndEvent) => {
    if (over && over.id !== active.id) onMove(placeOf(active.id), placeOf(over.id));
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={end}
      accessibility={{ announcements, screenReaderInstructions: INSTRUCTIONS }}
    >
      <SortableContext items={items.map(({ key }) => key)} strategy={verticalListSortingStrategy}>
        <ol className={classes.list} aria-label={label}>
          {items.map((item, place) => (
            <Fragment key={item.key}>
              {line?.before === place && <li className={classes.cut}>{line.text}</li>}
              {children(item, place)}
            </Fragment>
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );
}
