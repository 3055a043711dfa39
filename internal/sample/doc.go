// Package sample puts sample data (示例数据) into a running installation and
// takes it out again, so that somebody who has just begun sees the desk at work
// before the first customer comes.
//
// A dozen customers and fifteen conversations, told in scripts/<language>.txt,
// stand in the first web channel afterwards: three wait in the line, two are with
// the person who asked, the others have ended over the last two weeks. They are
// stored as they are, through the modules' own methods for sample data. Nothing
// of that is an act: nobody is offered them, no promise runs, no colleague is
// made, and no screen rings.
//
// Invariants: one sample at a time; what was made is remembered by its ids, and
// removing takes exactly these customers with everything that hangs on them, also
// what people wrote to them meanwhile (manifest.Module.Erase); a sample customer
// who has turned out to be a real one stays, whole; both acts stand in the trail,
// whose lines stay.
//
// Tables: sample_fill. Nobody imports it but app.
package sample
