-- PostgreSQL writes out an answer, every value as it writes it itself.
-- takes: select
COPY (
{{ select }}
) TO STDOUT (ENCODING 'UTF8')
