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

/** What is missing, per field, top to bottom. */
export function missing(values: FormValues): Partial<Record<Field, keyof PartTexts>> {
  const out: Partial<Record<Field, keyof PartTexts>> = {};
  const contact = values.contact.trim();
  if (!values.name.trim()) out.name = 'need_name';
  if (!contact) out.contact = 'need_contact';
  // Neither half an address nor fewer digits than any number has.
  else if (!/\S@\S/.test(contact) && contact.replace(/\D/g, '').length < 5) out.contact = 'odd_contact';
  if (!values.matter.trim()) out.matter = 'need_matter';
  return out;
}
