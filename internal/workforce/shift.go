package workforce

// ShiftType is a shift that somebody can be given.
type ShiftType struct {
	ID        string `json:"id"`
	Key       string `json:"key" doc:"early, middle, late or night of those that come with the program; empty for others."`
	Name      string `json:"name" doc:"Empty: the name that belongs to the key."`
	StartMin  int    `json:"start_min" doc:"Minutes after midnight."`
	LengthMin int    `json:"length_min" doc:"Minutes; may go past midnight."`
	Version   int64  `json:"version"`
}

// Cell is one shift of somebody on a day.
type Cell struct {
	StaffID string
	Date    string // YYYY-MM-DD, the day on which the shift begins
	ShiftID string
}

// Warning names a rule of working time that a day of the rota does not keep.
type Warning struct {
	Rule  string `json:"rule" enum:"rest,days" doc:"rest: less than 11 hours since the shift before; days: more than 6 days in a row."`
	Value int    `json:"value" doc:"Minutes of rest, or days in a row."`
	Limit int    `json:"limit"`
}
