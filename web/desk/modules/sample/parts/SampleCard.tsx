import '../sample.css';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Button } from '../../../../ui/Button';
import { Skeleton } from '../../../../ui/bits';
import { Problem } from '../../../../ui/Problem';
import { useRemoval } from './useRemoval';
import { useSample } from './useSample';

/** Settings: puts sample data in, and takes it out. */
export default function SampleCard() {
  const { t } = useTexts('sample');
  const of = useSample();
  const { may, query, sample, doing, problem, act } = of;
  const removal = useRemoval(of);
  if (!may) return null;
  return (
    <section className="sample-card" aria-labelledby="sample-title" aria-busy={doing !== '' || undefined}>
      <h2 id="sample-title">{t('title')}</h2>
      {query.isError && !sample && <Problem error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Skeleton rows={2} look="line" />}
      {sample && (
        <>
          <p>
            {sample.in
              ? t('in', { name: sample.filled_by, customers: sample.customers, conversations: sample.conversations })
              : t('out')}
          </p>
          {problem !== null && !removal.asking && <Problem error={problem} />}
          {sample.in ? (
            <Button onClick={removal.ask}>{t('remove')}</Button>
          ) : (
            <Button busy={doing === 'fill'} onClick={() => void act('fill')}>
              {t(doing === 'fill' ? 'filling' : 'fill')}
            </Button>
          )}
        </>
      )}
      {removal.dialog}
    </section>
  );
}
