import type { Words } from '../i18n/i18n';
import { type Command, modules } from './module';

export type Spoken = Command & { label: Words };

/** Every command with its name in words; for who waited for the manifests. */
export function spoken(): Spoken[] {
  const labels: Record<string, Words | undefined> = Object.assign({}, ...modules().map((module) => module.labels));
  return modules().flatMap((module) =>
    (module.commands ?? []).flatMap((command) => {
      const label = command.label ?? labels[command.id];
      return label ? [{ ...command, label }] : [];
    }),
  );
}
