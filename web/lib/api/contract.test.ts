import { expect, it } from 'vitest';
import type { Channel, ChannelSettings } from './admin-types';
import type { components } from './schema';
import type {
  Attachment,
  Conversation,
  ConversationDetail,
  Counts,
  Draft,
  Label,
  Me,
  Message,
  NewMessage,
  Preferences,
  Presence,
} from './types';

type Server = components['schemas'];
/** Names we read that the server does not send. */
type Unknown<Ours, Theirs> = Exclude<keyof Ours, keyof Theirs>;

// Checked by the compiler: a name that the server renames or drops stops the
// build here rather than showing as an empty place on the screen.
const none = <_T extends never>() => true;

it('reads only what the server sends', () => {
  const checks = [
    none<Unknown<Me, Server['OrgMe']>>(),
    none<Unknown<Preferences, Server['OrgPreferences']>>(),
    none<Unknown<Conversation, Server['ConversationView']>>(),
    none<Unknown<ConversationDetail, Server['ConversationShown']>>(),
    none<Unknown<NonNullable<Conversation['last_message']>, Server['ConversationLastLine']>>(),
    none<Unknown<Message, Server['ConversationMessageView']>>(),
    none<Unknown<Message['author'], Server['ConversationAuthor']>>(),
    none<Unknown<Draft, Server['ConversationDraft']>>(),
    none<Unknown<Label, Server['ConversationLabel']>>(),
    none<Unknown<Counts, Server['ConversationCounts']>>(),
    none<Unknown<Attachment, Server['FileAttachment']>>(),
    none<Unknown<Channel, Server['ChannelView']>>(),
    none<Unknown<ChannelSettings, Server['ChannelSettings']>>(),
    none<Unknown<Presence, Server['WorkforcePresenceView']>>(),
    none<Unknown<Server['SendInBody'], NewMessage>>(),
  ];
  expect(checks.every(Boolean)).toBe(true);
});
