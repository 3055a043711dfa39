import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Chip, Empty, Skeleton } from '../../../../ui/bits';
import { Dialog } from '../../../../ui/Dialog';
import { Problem } from '../../../../ui/Problem';
import { type Waits, type WallQueue, whyQuery } from '../api';
import { watch } from '../state/words';
import { Explanation } from './Explanation';

function Why({ item, name, onClose }: { item: string; name: string; onClose: () => void }) {
  const { t } = useTexts('routing');
  const query = useQuery(whyQuery(item));
  return (
    <Dialog title={t('why.of', { name })} closeLabel={t('close')} look="sheet" reading onClose={onClose}>
      {query.data && <Explanation value={query.data} />}
      {!query.data && query.isPending && <Skeleton rows={5} look="line" />}
      {!query.data && query.isError && <Problem error={query.error} />}
    </Dialog>
  );
}

/** The server names no more; how many there are stands at their queues. */
const SHOWN = 50;

/** Who waits, in order; a press says who would be asked for them, and why. */
export function Line({ line, queues, now }: { line: Waits[]; queues: WallQueue[]; now: number }) {
  const { t } = useTexts('routing');
  const [open, setOpen] = useState<Waits | null>(null);
  return (
    <section className="wall-part" aria-labelledby="wall-line">
      <h2 id="wall-line" title={t('terms.line')}>
        {t('wall.line')}
      </h2>
      {line.length === 0 && <Empty title={t('wall.nobody')} text={t('wall.noLineText')} />}
      <ul>
        {line.map((one) => (
          <li key={one.item_id}>
            <button
              type="button"
              className="wall-person"
              title={t('why.of', { name: one.customer })}
              onClick={() => setOpen(one)}
            >
              <span className="wall-name">
                {one.customer}
                <small>{queues.find((queue) => queue.id === one.queue_id)?.name}</small>
              </span>
              {one.kind !== 'chat' && <Chip>{t(`itemKind.${one.kind}`, { defaultValue: one.kind })}</Chip>}
              {one.state === 'offered' && (
                <span className="wall-note">{t('wall.asking', { name: one.asked_name })}</span>
              )}
              <b>{watch(t, Math.max(0, now - Date.parse(one.entered_at)))}</b>
            </button>
          </li>
        ))}
      </ul>
      {line.length >= SHOWN && <p className="wall-first">{t('wall.first', { count: line.length })}</p>}
      {open && <Why item={open.item_id} name={open.customer} onClose={() => setOpen(null)} />}
    </section>
  );
}
