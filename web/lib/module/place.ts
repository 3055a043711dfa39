import { create } from 'zustand';

type Place = 'list.offers' | 'thread.offers' | 'dialog.offers';

const usePlaces = create<Partial<Record<Place, HTMLElement | null>>>(() => ({}));

const refs: Record<Place, (el: HTMLElement | null) => void> = {
  'list.offers': (el) => usePlaces.setState({ 'list.offers': el }),
  'thread.offers': (el) => usePlaces.setState({ 'thread.offers': el }),
  'dialog.offers': (el) => usePlaces.setState({ 'dialog.offers': el }),
};

/** Gives room on a page to what another module shows there. */
export const placeRef = (place: Place) => refs[place];

/** Where on the page there is room of that kind now. */
export const usePlace = (place: Place): HTMLElement | null => usePlaces((places) => places[place] ?? null);
