module tiexin

go 1.26
