import type { Locale } from '../../../../lib/api/types';

export const INDUSTRIES = [
  'shop',
  'property',
  'water',
  'telecom',
  'restaurant',
  'hotel',
  'bank',
  'hospital',
  'logistics',
  'other',
] as const;

export interface Setup {
  organisation: string;
  industry: (typeof INDUSTRIES)[number];
  locale: Locale;
  setup_code: string;
  admin: { name: string; login: string; password: string };
  channel: { name: string; title: string; greeting: string; colour: string };
}

/** Which step holds the field the server refused. */
export function stepOf(field: string): number {
  if (field.startsWith('admin')) return 1;
  if (field.startsWith('channel')) return 2;
  return 0;
}

/** Fields of one step that are not yet good; the message key by field. */
export function lacking(setup: Setup, step: number, codeRequired: boolean): Record<string, string> {
  const bad: Record<string, string> = {};
  if (step === 0) {
    if (!setup.organisation.trim()) bad.organisation = 'needOrganisation';
    if (codeRequired && !setup.setup_code.trim()) bad.setup_code = 'needSetupCode';
  }
  if (step === 1) {
    if (!setup.admin.name.trim()) bad['admin.name'] = 'needName';
    if (!setup.admin.login.trim()) bad['admin.login'] = 'needLogin';
    if ([...setup.admin.password].length < 10) bad['admin.password'] = 'passwordShort';
  }
  if (step === 2 && !setup.channel.title.trim()) bad['channel.title'] = 'needTitle';
  return bad;
}
