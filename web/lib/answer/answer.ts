import {
  keepPreviousData,
  type QueryFunction,
  type QueryKey,
  type SkipToken,
  type UseQueryOptions,
  useQuery,
} from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

/** The value once it has stood still for a while; the same at once when there is no pause. */
export function useSlow<V>(value: V, pause: number): V {
  const [slow, setSlow] = useState(value);
  useEffect(() => {
    if (pause === 0) return;
    const timer = setTimeout(() => setSlow(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return pause === 0 ? value : slow;
}

export interface Answer<R> {
  /** What is on screen: perhaps of an older question, so that the list does not flicker. */
  rows: R[];
  /** The rows answer what is asked now. Only then may one of them be chosen. */
  fresh: boolean;
  /** An answer to what is asked now is still to come. */
  coming: boolean;
  error: unknown;
}

type Ask<P, R> = (question: string) => {
  queryKey: QueryKey;
  // biome-ignore lint/suspicious/noExplicitAny: a query function of any key, called with its own
  queryFn?: QueryFunction<P, any, never> | SkipToken;
  staleTime?: unknown;
  rows: (page: P) => R[];
};

/**
 * Rows that know which question they answer. Between a keystroke and its answer
 * the list still shows the one before, and Enter would take from that one
 * somebody who was never asked for.
 */
export function useAnswer<P, R>(question: string, ask: Ask<P, R>, options = { pause: 0, empty: true }): Answer<R> {
  const asked = useSlow(question, options.pause);
  const { rows, ...query } = ask(asked);
  const wanted = options.empty || asked !== '';
  const { data, error, isPlaceholderData, isError, isFetching } = useQuery({
    ...query,
    enabled: wanted,
    placeholderData: keepPreviousData,
  } as UseQueryOptions<P, Error, P, QueryKey>);
  const same = asked === question;
  const none = question === '' && !options.empty;
  return {
    rows: none || !wanted || data === undefined ? [] : rows(data),
    fresh: none || (same && data !== undefined && !isPlaceholderData && !isError),
    coming: !none && (!same || (isFetching && (data === undefined || isPlaceholderData))),
    error: same && isError ? error : null,
  };
}

/**
 * Enter pressed before the answer has come is kept for it: it acts on the first
 * row of what was asked, or is forgotten when the question changes.
 */
export function useEnter(
  question: string,
  coming: boolean,
  act: () => void,
): { press: () => void; forget: () => void } {
  const wish = useRef<string | null>(null);
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    if (wish.current === null || coming) return;
    const mine = wish.current === question;
    wish.current = null;
    if (mine) latest.current();
  }, [question, coming]);
  return {
    press: () => {
      if (coming) wish.current = question;
      else latest.current();
    },
    forget: () => {
      wish.current = null;
    },
  };
}
