// Package realtime pushes what happened to the screens that may see it
// (实时推送). One socket per tab; frames are JSON objects whose "t" names them.
//
// A publication names topics and a gate. The connections that joined one of
// the topics get the frame once, if the gate lets their person through; so a
// socket never tells more than the same person could read over REST. The
// facts stay in the database: a frame that is lost is fetched again by its
// sequence number.
//
// Every connection has a bounded queue. Frames that wait are written in one
// go; a connection that falls more than MaxQueued bytes behind is cut with the
// code "slow" and comes back to fetch its gap. One that is silent for
// SilentLimit is cut as dead. Persons are looked up again every
// RecheckEvery, so that a permission withdrawn, a session ended or a channel
// closed stops the events within five seconds.
//
// Between processes publications travel over the bus.
package realtime
