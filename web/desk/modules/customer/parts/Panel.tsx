import '../customer.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { memo, useState } from 'react';
import type { Conversation, Customer, Phone } from '../../../../lib/api/types';
import { copy } from '../../../../lib/copy';
import { locale, useTexts } from '../../../../lib/i18n/i18n';
import { can } from '../../../../lib/perm/perm';
import { useMe } from '../../../../lib/session/me';
import { readLine } from '../../../../lib/text/text';
import { brief, day } from '../../../../lib/time/time';
import { Button } from '../../../../ui/Button';
import { Avatar, Chip, Skeleton } from '../../../../ui/bits';
import { Problem } from '../../../../ui/Problem';
import { toast } from '../../../../ui/toast';
import { customerQuery } from '../api';
import { EditDialog } from './EditDialog';
import { NoteCard } from './NoteCard';
import { RegardTags } from './Regard';
import { RevealDialog } from './RevealDialog';

function PhoneLine({ customerId, phone }: { customerId: string; phone: Phone }) {
  const { t } = useTexts('customer');
  const frame = useTexts('frame').t;
  const me = useMe();
  const [asking, setAsking] = useState(false);
  const [number, setNumber] = useState('');
  const masked = phone.number.includes('*');
  return (
    <div className="fact">
      <dt>{phone.label || t('phone')}</dt>
      <dd>
        {number || phone.number}
        {number || !masked ? (
          <Button
            look="link"
            onClick={() => void copy(number || phone.number).then((done) => done && toast(frame('copied')))}
          >
            {t('copy')}
          </Button>
        ) : (
          can(me, 'customer.reveal') &&
          phone.id && (
            <Button look="link" onClick={() => setAsking(true)}>
              {t('reveal')}
            </Button>
          )
        )}
        {asking && (
          <RevealDialog
            customerId={customerId}
            phoneId={phone.id ?? ''}
            onClose={() => setAsking(false)}
            onDone={(full) => {
              setNumber(full);
              setAsking(false);
            }}
          />
        )}
      </dd>
    </div>
  );
}

function Who({ customer, onEdit }: { customer: Customer; onEdit?: () => void }) {
  const { t } = useTexts('customer');
  return (
    <section className="side-card">
      <div className="customer-who">
        <Avatar name={customer.name} large />
        <div>
          <strong>{customer.name}</strong>
          <p>
            {t(`kind.${customer.kind}`)} · {t('since', { day: day(customer.first_seen_at, locale()) })}
          </p>
        </div>
        {onEdit && (
          <Button look="link" onClick={onEdit}>
            {t('edit')}
          </Button>
        )}
      </div>
      <RegardTags regard={customer.regard} />
      <dl className="facts">
        {customer.phones.map((phone, index) => (
          <PhoneLine key={phone.id ?? index} customerId={customer.id} phone={phone} />
        ))}
        {(customer.same_number ?? []).length > 0 && (
          <p className="side-none">
            {t('sameNumber', { names: customer.same_number?.map((one) => one.name).join(t('and')) })}
          </p>
        )}
        {customer.emails.map((email, index) => (
          <div className="fact" key={email.id ?? index}>
            <dt>{email.label || t('email')}</dt>
            <dd>{email.address}</dd>
          </div>
        ))}
        {customer.identities.map((identity, index) => (
          <div className="fact" key={index}>
            <dt>{identity.channel_name}</dt>
            <dd>
              {identity.name}{' '}
              <Chip look={identity.verified ? 'teal' : ''}>{identity.verified ? t('verified') : t('unverified')}</Chip>
            </dd>
          </div>
        ))}
      </dl>
      {customer.phones.length === 0 && customer.emails.length === 0 && onEdit && (
        <p className="side-none">{t('noContact')}</p>
      )}
    </section>
  );
}

function Recent({ rows, current }: { rows: Conversation[]; current?: string }) {
  const { t } = useTexts('customer');
  const frame = useTexts('frame').t;
  const others = rows.filter((row) => row.id !== current);
  return (
    <section className="side-card">
      <h3>{t('recent')}</h3>
      {others.length === 0 && <p className="side-none">{t('recentNone')}</p>}
      {others.map((row) => (
        <Link key={row.id} to="/inbox/$id" params={{ id: row.id }} className="recent">
          <span>{readLine(row.last_message?.text ?? '', frame('picture')) || row.channel.name}</span>
          <small>
            {t(`state.${row.state}`)} · {brief(row.last_message?.at ?? row.updated_at, locale())}
          </small>
        </Link>
      ))}
    </section>
  );
}

interface Props {
  customerId: string;
  conversationId?: string;
}

export default memo(function Panel({ customerId, conversationId }: Props) {
  const me = useMe();
  const { data, error, refetch } = useQuery(customerQuery(customerId));
  const [editing, setEditing] = useState(false);
  const mayEdit = can(me, 'customer.manage');
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton rows={5} look="line" />;
  return (
    <>
      <Who customer={data} onEdit={mayEdit ? () => setEditing(true) : undefined} />
      <NoteCard key={data.id} customer={data} editable={mayEdit} />
      <Recent rows={data.conversations ?? []} current={conversationId} />
      {editing && <EditDialog customer={data} onClose={() => setEditing(false)} />}
    </>
  );
});
