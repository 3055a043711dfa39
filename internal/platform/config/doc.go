// Package config is what the operator decides before the program runs (配置):
// flags, environment (TIEXIN_…) and the file tiexin.json in the data folder,
// in this order of strength. What the organisation decides while it runs is a
// setting of its module and lives in the database. `tiexin config` prints what
// is in force; values tagged secret are never printed.
package config
