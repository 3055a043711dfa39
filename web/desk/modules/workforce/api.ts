import { queries } from '../../../lib/api/queries';
import type { components } from '../../../lib/api/schema';

type Server = components['schemas'];
export type Mine = Server['WorkforceMine'];
export type Taken = Server['WorkforceTaken'];
export type Candidate = Server['WorkforceCandidate'];
export type BreakRule = Server['WorkforceBreakRule'];
export type Breaks = Server['WorkforceBreaks'];
export type Skill = Server['WorkforceSkill'];
export type LevelsRow = Server['WorkforceLevelsRow'];
export type Substitute = Server['WorkforceSubstituteView'];
export type ShiftType = Server['WorkforceShiftType'];
export type RotaRow = Server['WorkforceRotaRow'];
export type OnDuty = Server['WorkforceOnDuty'];
export type Day = Server['CalendarDay'];

export const mineKey = ['workforce', 'me'];

export const again = (...paths: string[]) =>
  Promise.all(paths.map((path) => queries.invalidateQueries({ queryKey: [path] })));
