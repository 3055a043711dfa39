import { isBlank } from '../../lib/text/blank';
import type { PartTexts } from './texts';

/** What the visitor has written so far; `key` is the same for every try of the same words. */
export interface FormValues {
  name: string;
  contact: string;
  matter: string;
  urgent: boolean;
  key: string;
}

export type Field = 'name' | 'contact' | 'matter';

/** Most characters of each field, as the server takes them. */
export const LIMITS: Record<Field, number> = { name: 60, contact: 120, matter: 2000 };

/** Seven digits are the shortest number that is called from outside, as the server has it; an extension may follow. */
const dials = (contact: string) =>
  /\d([-\s.()/+\u2010-\u2015\u2212]*\d){6}/.test(contact) && contact.replace(/\D/g, '').length <= 24;

/** Whether somebody could dial it. */
export const callable = (contact: string) => /^[+(\d][^@]*$/.test(contact.normalize('NFKC')) && reachable(contact);

/** Whether somebody could call it or write to it. */
export const reachable = (contact: string) => {
  const plain = contact.normalize('NFKC');
  return /[^\s@]@[^\s@]+\.[^\s@.]/.test(plain) || dials(plain);
};

/**
 * What is missing, per field, top to bottom; whoever is to be called leaves a number.
 * A contact that looks odd is asked about once: it is `sure` then, and taken as it is.
 */
export function missing(values: FormValues, calls: boolean, sure = ''): Partial<Record<Field, keyof PartTexts>> {
  const out: Partial<Record<Field, keyof PartTexts>> = {};
  const contact = values.contact.trim();
  if (isBlank(values.name)) out.name = 'need_name';
  if (isBlank(contact)) out.contact = calls ? 'need_phone' : 'need_contact';
  else if (contact !== sure && !(calls ? callable(contact) : reachable(contact))) out.contact = 'odd_contact';
  if (isBlank(values.matter)) out.matter = 'need_matter';
  return out;
}
