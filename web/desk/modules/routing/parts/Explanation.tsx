import '../why.css';
import { useTexts } from '../../../../lib/i18n/i18n';
import { clock, full } from '../../../../lib/time/time';
import type { Explained } from '../api';
import { about } from '../state/words';

type One = Explained['people'][number];

/** Why somebody is not asked, as one would say it to a colleague. */
function useBar() {
  const { t, locale } = useTexts('routing');
  return (one: One) => {
    const at = one.until ? clock(one.until, locale) : '';
    switch (one.bar) {
      case 'away':
        return t(`state.${one.state}`);
      case 'skill':
        return t(one.has > 0 ? 'why.bar.skillLow' : 'why.bar.skill', {
          skill: one.skill,
          level: one.level,
          has: one.has,
        });
      case 'full':
        return t('why.bar.full', { load: one.load, places: one.places });
      default:
        return t(`why.bar.${one.bar}`, { at });
    }
  };
}

function nobody(value: Explained): string {
  if (value.people.length === 0) return 'empty';
  return value.asked_id ? 'nobodyElse' : 'nobody';
}

/** Those of one reason are said together: a whole shift may be off. */
function grouped(people: One[], bar: (one: One) => string): [why: string, names: string[]][] {
  const out = new Map<string, string[]>();
  for (const one of people) out.set(bar(one), [...(out.get(bar(one)) ?? []), one.name]);
  return [...out];
}

function useFacts(value: Explained): string[] {
  const { t, locale } = useTexts('routing');
  const time = (at: string) => clock(at, locale);
  const waited = Date.parse(value.at) - Date.parse(value.entered_at);
  const facts = [t(waited >= 1000 ? 'why.place' : 'why.placeNow', { place: value.place, span: about(t, waited) })];
  if (value.moved_seconds > 0) facts.push(t('why.moved', { span: about(t, value.moved_seconds * 1000) }));
  if (value.first_queue_name) facts.push(t('why.from', { queue: value.first_queue_name }));
  if (value.shut === 'closed') {
    facts.push(
      value.next_opening ? t('why.closedUntil', { at: full(value.next_opening, locale) }) : t('why.bar.closed'),
    );
  } else if (value.shut) facts.push(t(`why.shut.${value.shut}`));
  if (value.asked_id) facts.push(t('why.asked', { name: value.asked_name, at: time(value.asked_until ?? value.at) }));
  for (const hold of value.holds) facts.push(t(`why.hold.${hold.why}`, { name: hold.name, at: time(hold.until) }));
  const ahead = (at: string | null) => at !== null && Date.parse(at) > Date.parse(value.at);
  if (value.overflow_at && ahead(value.overflow_at)) {
    facts.push(t('why.overflow', { at: time(value.overflow_at), queue: value.overflow_to }));
  }
  if (value.message_at && ahead(value.message_at)) facts.push(t('why.message', { at: time(value.message_at) }));
  return facts;
}

/** Who is asked in which order, and why the others are not: the engine's own choice. */
export function Explanation({ value }: { value: Explained }) {
  const { t } = useTexts('routing');
  const bar = useBar();
  const facts = useFacts(value);
  const asked = value.people.filter((one) => one.order > 0);
  const rest = value.people.filter((one) => one.order === 0 && one.staff_id !== value.asked_id);
  return (
    <div className="why">
      <ul className="why-facts">
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      {asked.length === 0 && <p className="why-nobody">{t(`why.${nobody(value)}`)}</p>}
      {asked.length > 0 && (
        <ol className="why-people">
          {asked.map((one) => (
            <li key={one.staff_id}>
              <b>{one.order}</b>
              <span className="why-name">{one.name}</span>
              <span className="why-note">
                {one.why.map((why) => t(`why.rule.${why}`, { defaultValue: why })).join(t('comma'))}
              </span>
              <span className="why-load">{t('wall.load', { load: one.load, places: one.places })}</span>
            </li>
          ))}
        </ol>
      )}
      {rest.length > 0 && (
        <>
          <h3>{t('why.others')}</h3>
          <ul className="why-people why-rest">
            {grouped(rest, bar).map(([why, names]) => (
              <li key={why}>
                <span className="why-bar">
                  {why} {names.length > 1 && <b>{names.length}</b>}
                </span>
                <span className="why-names">{names.join(t('comma'))}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
