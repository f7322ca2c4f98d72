-- The condition that a day begins a day, week, month or year and is one of the last so many.
-- takes: unit, count, newest (the last snapshot date)
(date_trunc({{ unit | literal }}, _day) = _day AND _day > {{ newest | literal }} - INTERVAL ({{ count }}) {{ unit }})
