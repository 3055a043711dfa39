import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Conversation, Me } from '../../../../lib/api/types';
import { locale, useTexts } from '../../../../lib/i18n/i18n';
import { actOf, useCommands } from '../../../../lib/keys/commands';
import { late } from '../../../../lib/module/late';
import { Slot } from '../../../../lib/module/Slot';
import { can } from '../../../../lib/perm/perm';
import { full, serverNow } from '../../../../lib/time/time';
import { Button, IconButton } from '../../../../ui/Button';
import { Kbd } from '../../../../ui/bits';
import { Icon } from '../../../../ui/Icon';
import { Menu, type MenuItem } from '../../../../ui/Menu';
import { labelsQuery } from '../api';
import { useActs } from '../state/acts';
import { write } from '../state/hand';
import { mayReopen, stand } from '../state/stand';
import { Dot } from './Dot';
import { Regard } from './Regard';

const AssignDialog = late(() => import('./AssignDialog'));
const Ending = late(() => import('./Ending'));
const WaitStrip = late(() => import('./WaitStrip'));
const LabelDialog = late(() => import('./LabelDialog'));
// One can end a conversation while the line is down only if the question is here.
setTimeout(() => void [Ending, LabelDialog].map((one) => one.preload()), 3_000);

interface Props {
  conversation: Conversation;
  me: Me;
  onBack: () => void;
  onSide: () => void;
  onNext: () => void;
}

function Subtitle({ conversation, me }: { conversation: Conversation; me: Me }) {
  const { t } = useTexts('conversation');
  const owner =
    conversation.state === 'closed'
      ? t('head.closed', { time: conversation.closed_at ? full(conversation.closed_at, locale()) : '' })
      : conversation.owner_id === ''
        ? t('head.queue')
        : conversation.owner_id === me.id
          ? t('head.mine')
          : t('head.owner', { name: conversation.owner_name });
  return (
    <p>
      <span>
        {conversation.channel.name} · {owner}
      </span>
      {conversation.state === 'open' && conversation.attention === 'help' && (
        <b className="head-help"> · {t('why.help')}</b>
      )}
      {conversation.visitor_online && <span> · {t('row.online')}</span>}
    </p>
  );
}

export function ThreadHead({ conversation, me, onBack, onSide, onNext }: Props) {
  const { t } = useTexts('conversation');
  const { act, busy, problem, dismiss } = useActs(conversation, me);
  const { data: labels } = useQuery(labelsQuery);
  const [ending, setEnding] = useState<(() => void) | null>(null);
  const [dialog, setDialog] = useState<'' | 'assign' | 'transfer' | 'labels' | 'block'>('');
  const open = conversation.state === 'open';
  const mine = conversation.owner_id === me.id;
  const mayReply = can(me, 'conversation.reply');
  const { handles } = stand(conversation, me);
  const mayAssign = handles;
  const again = mayReopen(conversation, serverNow());
  const mayClaim = open && mayReply && !mine && conversation.owner_id === '';
  // One's own is passed on and stays until it is accepted; another's is given at once.
  const pass = () => setDialog(mine ? 'transfer' : 'assign');
  const star = () => act(conversation.followed ? 'unfollow' : 'follow');
  const helping = conversation.attention === 'help';
  // Whose last sentence nobody has answered is not sent away by a slip of the hand.
  // Nor by a letter that lost its field on the way.
  const end = (then: () => void = () => {}, keyed = false) => {
    const go = () => void act('close').then((done) => done && then());
    if (conversation.waiting_since === null && !keyed) go();
    else setEnding(() => go);
  };
  useCommands({
    'conversation.claim': mayClaim && (() => act('claim')),
    'conversation.assign': mayAssign && pass,
    'conversation.follow': star,
    'conversation.labels': () => setDialog('labels'),
    'conversation.close': handles && (() => end(undefined, true)),
  });
  const more: MenuItem[] = [
    { id: 'labels', label: t('act.labels'), onPick: () => setDialog('labels'), hint: <Kbd combo="l" /> },
    ...(mayAssign ? [{ id: 'assign', label: t('act.assign'), onPick: pass, hint: <Kbd combo="t" /> }] : []),
    ...(open && can(me, 'conversation.note')
      ? [
          {
            id: 'consult',
            label: t('act.consult'),
            onPick: () => actOf('conversation.consult')?.(),
            hint: <Kbd combo="c" />,
          },
        ]
      : []),
    ...(open && mine
      ? [{ id: 'help', label: t(helping ? 'act.unhelp' : 'act.help'), onPick: () => act(helping ? 'unhelp' : 'help') }]
      : []),
    ...(open && mine ? [{ id: 'release', label: t('act.release'), onPick: () => act('release') }] : []),
    ...(handles ? [{ id: 'close', label: t('act.closeNext'), onPick: () => end(onNext) }] : []),
    ...(can(me, 'channel.block') ? [{ id: 'block', label: t('act.block'), onPick: () => setDialog('block') }] : []),
  ];
  return (
    <>
      <header className="thread-head">
        <IconButton label={t('back')} className="only-phone" onClick={onBack}>
          <Icon name="back" />
        </IconButton>
        <div className="thread-who">
          <h2>
            <span>{conversation.customer.name}</span>
            <Regard of={conversation} />
            {conversation.labels.map((label) => (
              <span key={label.id} className="chip">
                <Dot colour={label.colour} /> {label.name}
              </span>
            ))}
          </h2>
          <Subtitle conversation={conversation} me={me} />
        </div>
        <div className="thread-acts">
          {mayClaim && (
            <Button look="primary" busy={busy} onClick={() => act('claim')}>
              {t('act.claim')} <Kbd combo="a" />
            </Button>
          )}
          {mayAssign && (
            <Button className="not-phone" onClick={pass}>
              {t('act.assign')} <Kbd combo="t" />
            </Button>
          )}
          {handles && !mayClaim && (
            <Button busy={busy} onClick={() => end()}>
              {t('act.close')} <Kbd combo="e" />
            </Button>
          )}
          {again && mayReply && (
            <Button busy={busy} onClick={() => act('reopen')}>
              {t('act.reopen')}
            </Button>
          )}
          <IconButton
            label={t(conversation.followed ? 'act.unfollow' : 'act.follow')}
            className="star"
            aria-pressed={conversation.followed}
            onClick={star}
          >
            <Icon name="star" />
          </IconButton>
          <Menu label={t('act.more')} button={<Icon name="more" />} items={more} />
          <IconButton label={t('side.toggle')} onClick={onSide}>
            <Icon name="panel" />
          </IconButton>
          {ending && <Ending conversation={conversation} onGo={ending} onClose={() => setEnding(null)} />}
        </div>
      </header>
      {problem && (
        <div className="refused" role="alert">
          <span>{problem}</span>
          <Button
            look="link"
            onClick={() => {
              dismiss();
              write();
            }}
          >
            {t('understood')}
          </Button>
        </div>
      )}
      {conversation.state === 'open' && conversation.waiting_since && <WaitStrip since={conversation.waiting_since} />}
      {dialog === 'transfer' && (
        <Slot
          name="conversation.transfer"
          conversation={conversation}
          me={me}
          onAssign={() => setDialog('assign')}
          onClose={() => setDialog('')}
        />
      )}
      {dialog === 'block' && (
        <Slot name="conversation.block" conversation={conversation} onClose={() => setDialog('')} />
      )}
      {dialog === 'assign' && (
        <AssignDialog
          ownerId={conversation.owner_id}
          onClose={() => setDialog('')}
          onPick={(person) => {
            setDialog('');
            act({ assign: person.id, name: person.name });
          }}
        />
      )}
      {dialog === 'labels' && (
        <LabelDialog
          labels={labels?.rows ?? []}
          picked={conversation.labels.map((label) => label.id)}
          onClose={() => setDialog('')}
          onChange={(ids) => act({ labels: ids })}
        />
      )}
    </>
  );
}
