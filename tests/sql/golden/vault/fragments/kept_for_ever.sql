date_trunc('day', _day) = _day
