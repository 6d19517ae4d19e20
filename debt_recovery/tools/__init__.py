"""Plain thinking: no ORM, no clock, no side effect. Facts and a date go in, values
with their reason come out; every module is doctested."""
