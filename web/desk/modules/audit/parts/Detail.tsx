import type { AuditRow } from '../../../../lib/api/admin-types';
import { locale, useTexts } from '../../../../lib/i18n/i18n';
import { full } from '../../../../lib/time/time';
import { Dialog } from '../../../../ui/Dialog';
import { type Change, diff } from './diff';
import { useNames } from './names';
import { type Said, sayField, sayValue } from './say';

interface Props {
  row: AuditRow;
  title: string;
  who: string;
  what: string;
  onClose: () => void;
}

function Side({ lines, look }: { lines: Said[]; look: string }) {
  const { t } = useTexts('audit');
  if (lines.length === 0) return <span className="sub">{t('nothing')}</span>;
  return (
    <span className={look}>
      {lines.map((line) => (
        <span key={line.text} className={line.code ? 'mono' : undefined}>
          {line.text}
        </span>
      ))}
    </span>
  );
}

function Changes({ action, changes }: { action: string; changes: Change[] }) {
  const { t } = useTexts('audit');
  const names = useNames();
  const say = (change: Change, side: 'before' | 'after') =>
    sayValue(t, names, locale(), action, change.path, change[side]);
  // Of what was made there is no before, of what was removed no after.
  const sides = (['before', 'after'] as const).filter((side) => changes.some((change) => change[side] !== null));
  return (
    <div className="diff" data-sides={sides.length}>
      <b>{t('field')}</b>
      {sides.map((side) => (
        <b key={side}>{t(side)}</b>
      ))}
      {changes.map((change) => (
        <div key={change.path.join('.')} style={{ display: 'contents' }}>
          <span>{sayField(t, names, action, change.path)}</span>
          {sides.map((side) => (
            <Side key={side} lines={say(change, side)} look={side === 'before' ? 'diff-old' : 'diff-new'} />
          ))}
        </div>
      ))}
    </div>
  );
}

/** One line of the trail, with what changed in words. */
export function Detail({ row, title, who, what, onClose }: Props) {
  const { t } = useTexts('audit');
  const frame = useTexts('frame').t;
  const changes = diff(row.before, row.after);
  return (
    <Dialog title={title} closeLabel={frame('close')} onClose={onClose} reading>
      <p>
        {full(row.at, locale())} · {who} → {what}
      </p>
      {changes.length === 0 ? (
        <p className="sub">{t('noChanges')}</p>
      ) : (
        <Changes action={row.action} changes={changes} />
      )}
    </Dialog>
  );
}
