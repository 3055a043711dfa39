import type { KeyboardEvent } from 'react';
import type { Conversation } from '../../../../lib/api/types';
import { useTexts } from '../../../../lib/i18n/i18n';
import { composing } from '../../../../lib/keys/keys';
import { Button } from '../../../../ui/Button';
import { Kbd } from '../../../../ui/bits';
import { write } from '../state/hand';
import Sure from './Sure';

interface Props {
  conversation: Conversation;
  onGo: () => void;
  onClose: () => void;
}

/** Asked before a customer is sent away by a key, or without the answer to their last sentence. */
export default function Ending({ conversation, onGo, onClose }: Props) {
  const { t } = useTexts('conversation');
  const { name } = conversation.customer;
  const go = () => {
    onClose();
    onGo();
  };
  const stay = () => {
    onClose();
    write();
  };
  if (conversation.waiting_since !== null) {
    return (
      <Sure title={t('ending.title')} go={t('ending.go')} stay={t('ending.stay')} onGo={go} onClose={stay}>
        {t('ending.text', { name })}
      </Sure>
    );
  }
  const onKey = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (composing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    // Whoever writes on meant a word: the letter goes where it belongs.
    if (event.key === 'Escape' || event.key.length === 1) stay();
  };
  return (
    <div
      className="ending"
      role="alertdialog"
      aria-label={t('ending.ask', { name })}
      onKeyDown={onKey}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onClose();
      }}
    >
      <p>{t('ending.ask', { name })}</p>
      <Button look="primary" autoFocus onClick={go}>
        {t('act.close')} <Kbd combo="enter" />
      </Button>
      <Button onClick={stay}>
        {t('ending.not')} <Kbd combo="escape" />
      </Button>
    </div>
  );
}
