CREATE TABLE public.asked ("id" integer, "name" text);
COPY public.asked ("id", "name") FROM stdin
