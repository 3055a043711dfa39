package insight

// For tests from outside, which start the whole program.
var Put = put
