SELECT id, day, month FROM rows
ORDER BY "month", "day"
