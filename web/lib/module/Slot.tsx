import { type ComponentType, lazy, Suspense } from 'react';
import { loadTexts } from '../i18n/i18n';
import { modules } from './module';

const made = new Map<string, ComponentType<Record<string, unknown>>[]>();

function components(name: string): ComponentType<Record<string, unknown>>[] {
  let found = made.get(name);
  if (!found) {
    found = modules().flatMap((module) => {
      const load = module.slots?.[name];
      if (!load) return [];
      return [
        lazy(async () => {
          const [loaded] = await Promise.all([load(), loadTexts(module.name)]);
          return loaded as unknown as { default: ComponentType<Record<string, unknown>> };
        }),
      ];
    });
    made.set(name, found);
  }
  return found;
}

/** Fetches what a place will show, before it is asked for. */
export function warm(name: string): void {
  for (const module of modules()) {
    const load = module.slots?.[name];
    if (load) void Promise.all([load(), loadTexts(module.name)]).catch(() => {});
  }
}

/** Shows what other modules offer for a place, without importing them. */
export function Slot({
  name,
  fallback = null,
  ...props
}: { name: string; fallback?: React.ReactNode } & Record<string, unknown>) {
  return components(name).map((One, index) => (
    <Suspense key={index} fallback={fallback}>
      <One {...props} />
    </Suspense>
  ));
}
