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
  /** Empty until somebody says it: a guess would set up the wrong house. */
  industry: (typeof INDUSTRIES)[number] | '';
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

/** As people type and paste it, and as signing in reads it. */
export const loginOf = (typed: string) => typed.trim().toLowerCase();

/** As the server takes it: 3 to 64 of these, a letter or digit among them. */
const goodLogin = (login: string) => /^[a-z0-9._@-]{3,64}$/.test(login) && /[a-z0-9]/.test(login);

const SERVES =
  /(客服|客戶服務|客户服务|服务|服務)(中心|部|处|處|组|組|热线|熱線)?$|\b(support|service|help ?desk|care)( (center|centre|team|desk))?$/i;

/** What the window is called at first: never 客服中心客服. */
export function titleOf(organisation: string, named: (organisation: string) => string): string {
  const name = organisation.trim();
  return SERVES.test(name) ? name : named(name);
}

/** Fields of one step that are not yet good; the message key by field. */
export function lacking(setup: Setup, step: number, codeRequired: boolean): Record<string, string> {
  const bad: Record<string, string> = {};
  if (step === 0) {
    if (!setup.organisation.trim()) bad.organisation = 'needOrganisation';
    if (!setup.industry) bad.industry = 'needIndustry';
    if (codeRequired && !setup.setup_code.trim()) bad.setup_code = 'needSetupCode';
  }
  if (step === 1) {
    if (!setup.admin.name.trim()) bad['admin.name'] = 'needName';
    const login = loginOf(setup.admin.login);
    if (!login) bad['admin.login'] = 'needLogin';
    else if (!goodLogin(login)) bad['admin.login'] = 'oddLogin';
    if ([...setup.admin.password].length < 10) bad['admin.password'] = 'passwordShort';
  }
  if (step === 2 && !setup.channel.title.trim()) bad['channel.title'] = 'needTitle';
  return bad;
}
