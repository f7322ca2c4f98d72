-- The condition that a day begins a day, week, month or year.
-- takes: unit
date_trunc({{ unit | literal }}, _day) = _day
