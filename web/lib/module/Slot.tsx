import { type ComponentType, lazy, Suspense, use } from 'react';
import { loadTexts } from '../i18n/i18n';
import { deskArrived, deskWhole, type Module, modules, type SlotLoader, useModules, wholeDesk } from './module';

type Shown = ComponentType<Record<string, unknown>>;

const made = new Map<SlotLoader, Shown>();

const fetched = (module: Module, load: SlotLoader) => Promise.all([load(), loadTexts(module.name)]);

function shown(module: Module, load: SlotLoader): Shown {
  let found = made.get(load);
  if (!found) {
    found = lazy(async () => (await fetched(module, load))[0] as unknown as { default: Shown });
    made.set(load, found);
  }
  return found;
}

/** Holds the place until it is known who has something for it. */
function Waiting() {
  use(deskArrived());
  return null;
}

/** Fetches what a place will show, before it is asked for. */
export async function warm(name: string): Promise<void> {
  await wholeDesk();
  await Promise.all(modules().map((module) => module.slots?.[name] && fetched(module, module.slots[name])));
}

/** Shows what other modules offer for a place, without importing them. */
export function Slot({
  name,
  fallback = null,
  ...props
}: { name: string; fallback?: React.ReactNode } & Record<string, unknown>) {
  const found = useModules().flatMap((module) => {
    const load = module.slots?.[name];
    return load ? [shown(module, load)] : [];
  });
  if (!deskWhole()) found.push(Waiting);
  return found.map((One, index) => (
    <Suspense key={index} fallback={fallback}>
      <One {...props} />
    </Suspense>
  ));
}
