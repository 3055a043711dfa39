// Package shop is the sample world 小满衣橱, a clothes shop on the net: 40
// staff in three shifts under one customer-service department, customers all
// over the country, and a year of talk about sizes, stock, postage, parcels
// and returns, with the shape of a year: weekdays and hours, the great sales,
// the quiet of the Spring Festival.
//
// The words are in rules.txt and names.txt. The same seed and moment make the
// same world; all times lie before the moment.
//
// Two shapes: the shop itself (Small, Full), and Bench, the even shape that
// measurements are made on.
package shop
