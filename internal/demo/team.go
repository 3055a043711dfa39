package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tiexin/internal/calendar"
	"tiexin/internal/channel"
	"tiexin/internal/platform/auth"
	"tiexin/internal/routing"
	"tiexin/internal/workforce"
)

// Team is how the people of a world work: what they know, when they come and
// where customers wait for them. Names stand for what has no id yet.
type Team struct {
	Hours       calendar.Hours
	Skills      []Skill
	Queues      []Queue // the first takes the place of the one every installation begins with
	Rota        []Shift
	Substitutes []workforce.Substitute
	Messages    []Message
}

// Skill with the level of everybody who has it, by staff id.
type Skill struct {
	Kind   workforce.SkillKind
	Name   string
	Code   string // of a language, as customers have theirs
	Levels map[string]int
}

// Queue that needs skills, and overflows into another, by their names.
type Queue struct {
	routing.Queue
	Needs    map[string]int
	Overflow string
}

// Shift of somebody; the key is of a shift that comes with the program.
type Shift struct{ StaffID, Date, Key string }

// Message that somebody took, and how far it has come.
type Message struct {
	routing.Message
	TakenBy string
	Queue   string // by name, when it is for nobody in particular
	Told    bool
	Answer  string // replied, when not empty
}

// team lets the people of the world do what they would do on the desk, through
// the same methods: what may be stored there is what is stored here.
func (d Deps) team(ctx context.Context, w World, ch channel.Channel) error {
	t := w.Team(ch)
	if t == nil {
		return nil
	}
	ctx, err := d.as(ctx, w.Sample().Staff[0].ID)
	if err != nil {
		return err
	}
	skills, err := d.skills(ctx, t.Skills)
	if err != nil {
		return err
	}
	hours, err := d.Calendar.MakeHours(ctx, "sample", t.Hours)
	if err != nil {
		return err
	}
	queues, err := d.queues(ctx, t.Queues, hours.ID, skills)
	if err != nil {
		return err
	}
	if err := d.rota(ctx, t.Rota); err != nil {
		return err
	}
	for i, s := range t.Substitutes {
		if _, err := d.Workforce.Arrange(ctx, fmt.Sprint("sample-", i), s); err != nil {
			return err
		}
	}
	for i, m := range t.Messages {
		if err := d.message(ctx, fmt.Sprint("sample-", i), m, queues); err != nil {
			return err
		}
	}
	return nil
}

// as lets somebody of the world act.
func (d Deps) as(ctx context.Context, staffID string) (context.Context, error) {
	p, ok := d.Directory.PersonOf(ctx, staffID)
	if !ok {
		return ctx, errors.New("nobody of this id in the sample world: " + staffID)
	}
	return auth.With(ctx, p), nil
}

func (d Deps) skills(ctx context.Context, list []Skill) (map[string]string, error) {
	ids := map[string]string{}
	levels := map[string]map[string]int{}
	for _, s := range list {
		made, err := d.Workforce.MakeSkill(ctx, "sample-"+s.Name, workforce.Skill{Kind: s.Kind, Name: s.Name, Language: s.Code})
		if err != nil {
			return nil, err
		}
		ids[s.Name] = made.ID
		for staffID, level := range s.Levels {
			if levels[staffID] == nil {
				levels[staffID] = map[string]int{}
			}
			levels[staffID][made.ID] = level
		}
	}
	for staffID, set := range levels {
		if _, err := d.Workforce.SetSkills(ctx, staffID, set); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// queues makes them from the last to the first, so that each knows the one it
// overflows into, and gives their ids by name.
func (d Deps) queues(ctx context.Context, list []Queue, hoursID string, skills map[string]string) (map[string]string, error) {
	ids := map[string]string{}
	for i := len(list) - 1; i >= 0; i-- {
		q := list[i].Queue
		q.HoursID = hoursID
		for name, level := range list[i].Needs {
			q.Needs = append(q.Needs, routing.Need{SkillID: skills[name], Level: level})
		}
		if list[i].Overflow != "" {
			q.Rules.OverflowQueueID = ids[list[i].Overflow]
		}
		if i > 0 {
			made, err := d.Routing.MakeQueue(ctx, "sample-"+q.Name, q)
			if err != nil {
				return nil, err
			}
			ids[q.Name] = made.ID
			continue
		}
		all, err := d.Routing.Queues(ctx)
		if err != nil {
			return nil, err
		}
		for _, first := range all {
			if _, ours := ids[first.Name]; ours {
				continue
			}
			ids[q.Name] = first.ID
			_, err := d.Routing.EditQueue(ctx, first.ID, routing.QueueChange{Version: first.Version, Name: &q.Name, UnitID: &q.UnitID,
				HoursID: &q.HoursID, Channels: &q.Channels, Rules: &q.Rules})
			if err != nil {
				return nil, err
			}
		}
	}
	return ids, nil
}

func (d Deps) rota(ctx context.Context, list []Shift) error {
	if err := d.Workforce.Prepare(ctx); err != nil { // lays the shifts
		return err
	}
	types, err := d.Workforce.ShiftTypes(ctx)
	if err != nil {
		return err
	}
	byKey := map[string]string{}
	for _, t := range types {
		byKey[t.Key] = t.ID
	}
	cells := make([]workforce.CellChange, len(list))
	for i, s := range list {
		cells[i] = workforce.CellChange{StaffID: s.StaffID, Date: s.Date, ShiftIDs: []string{byKey[s.Key]}}
	}
	return d.Workforce.SetRota(ctx, cells)
}

func (d Deps) message(ctx context.Context, key string, m Message, queues map[string]string) error {
	ctx, err := d.as(ctx, m.TakenBy)
	if err != nil {
		return err
	}
	m.Message.QueueID = queues[m.Queue]
	made, err := d.Routing.TakeMessage(ctx, key, m.Message)
	if err != nil || !m.Told && m.Answer == "" {
		return err
	}
	if ctx, err = d.as(ctx, m.ForID); err != nil {
		return err
	}
	if made, err = d.Routing.TellMessage(ctx, made.ID, made.Version); err != nil || m.Answer == "" {
		return err
	}
	_, err = d.Routing.ReplyMessage(ctx, made.ID, made.Version, m.Answer)
	return err
}

// Monday of the week of a moment, on the clock of a place.
func Monday(at time.Time, place *time.Location) time.Time {
	at = at.In(place)
	return time.Date(at.Year(), at.Month(), at.Day()-(int(at.Weekday())+6)%7, 0, 0, 0, 0, place)
}
