COPY (
SELECT id, day FROM rows
) TO '/project/external/marts/fct_orders/.writing/data_0.csv' (FORMAT csv, HEADER true)
