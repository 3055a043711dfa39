import { useTexts } from '../../../../lib/i18n/i18n';
import type { Figures, Spread } from '../api';
import { duration, percent } from './say';

/** The figures of the period, each with its definition to hover on. */
export function Cards({ figures, target }: { figures: Figures; target: number }) {
  const { t } = useTexts('insight');
  const more = (s: Spread) =>
    t('spread', { mean: duration(s.mean, t), p90: duration(s.p90, t), n: s.n.toLocaleString() });
  const of = (n: number, all: number) => t('of', { n: n.toLocaleString(), all: all.toLocaleString() });
  const cards = [
    { name: 'first', value: duration(figures.first.median, t), note: more(figures.first) },
    { name: 'all', value: duration(figures.all.median, t), note: more(figures.all) },
    {
      name: 'day',
      value: percent(figures.within_day.share),
      note: of(figures.within_day.n, figures.within_day.of),
    },
    {
      name: 'always',
      value: percent(figures.within_all.share),
      note: of(figures.within_all.n, figures.within_all.of),
    },
    { name: 'slow', value: figures.slow.toLocaleString(), note: t('target', { target: duration(target, t) }) },
    {
      name: 'unanswered',
      value: figures.unanswered.toLocaleString(),
      note: of(figures.unanswered, figures.rounds),
    },
  ];
  return (
    <dl className="rep-cards">
      {cards.map((card) => (
        <div key={card.name} className="rep-card">
          <dt title={t(`how.${card.name}`)}>{t(`figure.${card.name}`)}</dt>
          <dd>{card.value}</dd>
          <small>{card.note}</small>
        </div>
      ))}
    </dl>
  );
}
