-- The head of a dump of one table, whose rows follow.
-- takes: fields (names with types), columns
CREATE TABLE public.asked ({{ fields }});
COPY public.asked ({{ columns }}) FROM stdin;
