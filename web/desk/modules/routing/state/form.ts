import type { FormInstance } from 'antd';
import { ApiError } from '../../../../lib/api/client';
import type { Queue, Rules } from '../api';

export interface Values {
  name: string;
  unit_id: string;
  enabled: boolean;
  mode: Queue['mode'];
  hours_id: string;
  everybody: boolean;
  members: string[];
  channels: string[];
  needs: { skill_id: string; level: number }[];
  serves: Queue['serves'];
  rules: Rules;
}

export const RULES: Rules = {
  offer_seconds: 20,
  steward_seconds: 60,
  last_agent_seconds: 30,
  language_seconds: 60,
  overflow_seconds: 0,
  overflow_queue_id: '',
  message_seconds: 120,
  callbacks: true,
  target_seconds: 180,
};

export function valuesOf(queue: Queue): Values {
  return {
    name: queue.name,
    unit_id: queue.unit_id,
    enabled: queue.enabled,
    mode: queue.mode,
    hours_id: queue.hours_id,
    everybody: queue.everybody,
    members: queue.members ?? [],
    channels: queue.channels ?? [],
    needs: queue.needs ?? [],
    serves: queue.serves,
    rules: { ...RULES, ...queue.rules },
  };
}

/** Conflicts that are about one field although the server names none. */
const ABOUT: Record<string, string> = { 'routing.name_taken': 'name', 'routing.channel_bound': 'channels' };

/** The field a refusal belongs under, as a path of the form; null when it is about none of them. */
export function fieldOf(cause: unknown, fields: string[]): string[] | null {
  if (!(cause instanceof ApiError)) return null;
  const field = (ABOUT[cause.code] ?? cause.field).replace(/\[\d+\].*$/, '');
  return fields.includes(field) ? field.split('.') : null;
}

/** Puts a refusal under its field; answers whether it found the field. */
export function refuse(form: FormInstance, cause: unknown, fields: string[]): boolean {
  const path = fieldOf(cause, fields);
  if (!path || !(cause instanceof ApiError)) return false;
  form.setFields([{ name: path, errors: [cause.message] }]);
  form.scrollToField(path, { block: 'center', focus: true });
  return true;
}
