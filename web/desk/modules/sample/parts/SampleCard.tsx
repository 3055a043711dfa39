import '../sample.css';
import { useState } from 'react';
import { useTexts } from '../../../../lib/i18n/i18n';
import { Button } from '../../../../ui/Button';
import { Skeleton } from '../../../../ui/bits';
import { Problem } from '../../../../ui/Problem';
import { AskRemove } from './AskRemove';
import { useSample } from './useSample';

/** Settings: puts sample data in, and takes it out. */
export default function SampleCard() {
  const { t } = useTexts('sample');
  const { may, query, sample, doing, problem, act } = useSample();
  const [asking, setAsking] = useState(false);
  if (!may) return null;
  const remove = async () => {
    if (await act('remove')) setAsking(false);
  };
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
          {problem !== null && !asking && <Problem error={problem} />}
          {sample.in ? (
            <Button onClick={() => setAsking(true)}>{t('remove')}</Button>
          ) : (
            <Button busy={doing === 'fill'} onClick={() => void act('fill')}>
              {t(doing === 'fill' ? 'filling' : 'fill')}
            </Button>
          )}
        </>
      )}
      {asking && (
        <AskRemove
          busy={doing === 'remove'}
          problem={problem}
          onRemove={() => void remove()}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}
