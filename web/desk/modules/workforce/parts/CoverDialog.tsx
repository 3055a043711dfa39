import { useState } from 'react';
import { useTexts } from '../../../../lib/i18n/i18n';
import { placeRef } from '../../../../lib/module/place';
import { Button } from '../../../../ui/Button';
import { Dialog } from '../../../../ui/Dialog';
import type { Candidate } from '../api';

interface Props {
  kind: string;
  waiting: number;
  waitingAll: number;
  candidates: Candidate[];
  problem?: string;
  onClose: () => void;
  onCover: (staffID: string) => void;
  /** Where those who wait may also go back into the line: before going off, not before a break. */
  onRelease?: () => void;
  /** Where one may go without a cover, and keeps who waits: before a break. */
  onAnyway?: () => void;
}

/** A break is over by itself; who goes off hands over. */
const TITLES: Record<string, string> = { off: 'cover.titleOff', out: 'cover.titleOut' };

/** Asks who takes over; the one with the fewest waiting customers comes first. */
export function CoverDialog({
  kind,
  waiting,
  waitingAll,
  candidates,
  problem,
  onClose,
  onCover,
  onRelease,
  onAnyway,
}: Props) {
  const { t } = useTexts('workforce');
  const frame = useTexts('frame').t;
  const [chosen, setChosen] = useState('');
  const cover = candidates.find((one) => one.id === chosen) ?? candidates[0];
  return (
    <Dialog
      title={TITLES[kind] ? t(TITLES[kind]) : t('cover.title', { kind: t(`kinds.${kind}`) })}
      closeLabel={frame('close')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cover.stay')}</Button>
          {onRelease && <Button onClick={onRelease}>{t('cover.release')}</Button>}
          {onAnyway && <Button onClick={onAnyway}>{t('cover.anyway')}</Button>}
          {cover && (
            <Button look="primary" onClick={() => onCover(cover.id)}>
              {t(onRelease ? 'cover.hand' : 'cover.ask', { name: cover.name })}
            </Button>
          )}
        </>
      }
    >
      <div className="thread-offers" ref={placeRef('dialog.offers')} />
      <p className="cover-text">{t('cover.text', { count: waiting })}</p>
      {onAnyway && <p className="cover-text">{t('cover.anywayText')}</p>}
      {waitingAll > waiting && <p className="cover-text">{t('stillWaiting', { count: waitingAll })}</p>}
      {problem && (
        <p role="alert" className="cover-problem">
          {problem}
        </p>
      )}
      {candidates.length === 0 && <p className="cover-text">{t(onRelease ? 'cover.nobodyOff' : 'cover.nobody')}</p>}
      <div className="cover-list" role="radiogroup" aria-label={t('cover.who')}>
        {candidates.map((one) => (
          <label key={one.id} className="cover-one">
            <input type="radio" name="cover" checked={one.id === cover?.id} onChange={() => setChosen(one.id)} />
            <span className="state-dot" data-state="online" aria-hidden="true" />
            <span className="cover-name">{one.name}</span>
            <span className="cover-unit">{one.unit_name}</span>
            <span className="cover-load">
              {one.waiting === 0 ? t('cover.free') : t('cover.load', { count: one.waiting })}
            </span>
          </label>
        ))}
      </div>
    </Dialog>
  );
}
