(date_trunc('day', _day) = _day AND _day > TIMESTAMP '2026-06-05 00:00:00' - INTERVAL (31) day)
