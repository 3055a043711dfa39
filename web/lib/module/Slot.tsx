import { type ComponentType, type ReactNode, Suspense, use } from 'react';
import { loadTexts } from '../i18n/i18n';
import { late } from './late';
import { deskArrived, deskWhole, type Module, modules, type SlotLoader, useModules, wholeDesk } from './module';

type Props = Record<string, unknown>;
type Shown = ComponentType<Props>;

const made = new Map<SlotLoader, ComponentType<Props & { fallback?: ReactNode }>>();

const fetched = (module: Module, load: SlotLoader) => Promise.all([load(), loadTexts(module.name)]);

function shown(module: Module, load: SlotLoader) {
  let found = made.get(load);
  if (!found) {
    found = late(async () => (await fetched(module, load))[0] as unknown as { default: Shown });
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
export function Slot({ name, fallback = null, ...props }: { name: string; fallback?: ReactNode } & Props) {
  const found = useModules().flatMap((module) => {
    const load = module.slots?.[name];
    return load ? [shown(module, load)] : [];
  });
  return (
    <>
      {found.map((One, index) => (
        <One key={index} {...props} fallback={fallback} />
      ))}
      {!deskWhole() && (
        <Suspense fallback={fallback}>
          <Waiting />
        </Suspense>
      )}
    </>
  );
}
