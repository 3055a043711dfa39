// Package job does things later (任务): once at a time, or again and again. A
// job is inserted in the transaction that made it necessary, so it exists
// exactly when its cause does, and it is done at least once: handlers look at
// the state of things before they act. River keeps the jobs, on either engine,
// in the same database.
package job
