import { create } from 'zustand';

/** The order the list shows, for going on to the next from inside the composer. */
export const useNeighbours = create<{ ids: string[] }>(() => ({ ids: [] }));
