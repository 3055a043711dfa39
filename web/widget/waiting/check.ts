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

const digits = (text: string) => text.replace(/[^\d０-９]/g, '').length;

/** Whether somebody could dial it; an extension may follow. */
const callable = (contact: string) =>
  /^[+＋(（\d０-９][^@＠]*$/.test(contact) && digits(contact) > 4 && digits(contact) < 25;

/** Whether it is neither half an address nor fewer digits than any number has. */
const reachable = (contact: string) => /\S@\S/.test(contact) || digits(contact) >= 5;

/** What is missing, per field, top to bottom; whoever is to be called leaves a number. */
export function missing(values: FormValues, calls: boolean): Partial<Record<Field, keyof PartTexts>> {
  const out: Partial<Record<Field, keyof PartTexts>> = {};
  const contact = values.contact.trim();
  if (!values.name.trim()) out.name = 'need_name';
  if (calls) {
    if (!callable(contact)) out.contact = 'need_phone';
  } else if (!contact) out.contact = 'need_contact';
  else if (!reachable(contact)) out.contact = 'odd_contact';
  if (!values.matter.trim()) out.matter = 'need_matter';
  return out;
}
