{# The cross-database macros that existing projects call as dbt.NAME, for DuckDB. There is no clock among them. #}

{% macro type_string() %}VARCHAR{% endmacro %}
{% macro type_timestamp() %}TIMESTAMP{% endmacro %}
{% macro type_int() %}INTEGER{% endmacro %}
{% macro type_bigint() %}BIGINT{% endmacro %}
{% macro type_float() %}DOUBLE{% endmacro %}
{% macro type_numeric() %}DECIMAL(28, 6){% endmacro %}
{% macro type_boolean() %}BOOLEAN{% endmacro %}
{% macro concat(fields) -%}{{ fields | join(' || ') }}{%- endmacro %}
{% macro hash(field) -%}md5(CAST({{ field }} AS VARCHAR)){%- endmacro %}
{% macro safe_cast(field, type) -%}TRY_CAST({{ field }} AS {{ type }}){%- endmacro %}
{% macro cast(field, type) -%}CAST({{ field }} AS {{ type }}){%- endmacro %}
{% macro dateadd(datepart, interval, from_date_or_timestamp) -%}
CAST({{ from_date_or_timestamp }} AS TIMESTAMP) + INTERVAL ({{ interval }}) {{ datepart }}
{%- endmacro %}
{% macro datediff(first_date, second_date, datepart) -%}
date_diff('{{ datepart }}', CAST({{ first_date }} AS TIMESTAMP), CAST({{ second_date }} AS TIMESTAMP))
{%- endmacro %}
{% macro date_trunc(datepart, date) -%}date_trunc('{{ datepart }}', {{ date }}){%- endmacro %}
{% macro last_day(date, datepart) -%}
CAST(date_trunc('{{ datepart }}', CAST({{ date }} AS TIMESTAMP)) + INTERVAL 1 {{ datepart }} - INTERVAL 1 day AS DATE)
{%- endmacro %}
{% macro date(year, month, day) -%}make_date({{ year }}, {{ month }}, {{ day }}){%- endmacro %}
{% macro split_part(string_text, delimiter_text, part_number) -%}
split_part({{ string_text }}, {{ delimiter_text }}, {{ part_number }})
{%- endmacro %}
{% macro replace(field, old_chars, new_chars) -%}replace({{ field }}, {{ old_chars }}, {{ new_chars }}){%- endmacro %}
{% macro right(string_text, length_expression) -%}right({{ string_text }}, {{ length_expression }}){%- endmacro %}
{% macro length(expression) -%}length({{ expression }}){%- endmacro %}
{% macro position(substring_text, string_text) -%}position({{ substring_text }} IN {{ string_text }}){%- endmacro %}
{% macro string_literal(value) -%}'{{ value | string | replace("'", "''") }}'{%- endmacro %}
{% macro escape_single_quotes(value) -%}{{ value | string | replace("'", "''") }}{%- endmacro %}
{% macro any_value(expression) -%}any_value({{ expression }}){%- endmacro %}
{% macro bool_or(expression) -%}bool_or({{ expression }}){%- endmacro %}
{% macro cast_bool_to_text(field) -%}CAST({{ field }} AS VARCHAR){%- endmacro %}
{% macro listagg(measure, delimiter_text="','", order_by_clause='', limit_num=none) -%}
string_agg({{ measure }}, {{ delimiter_text }} {{ order_by_clause }})
{%- endmacro %}
{% macro except() -%}EXCEPT{%- endmacro %}
{% macro intersect() -%}INTERSECT{%- endmacro %}

{# The four tests for columns that are expressions; for a plain column they are templates in sql/quality. #}

{% test unique(model, column_name) %}
SELECT {{ column_name }} AS unique_field, count(*) AS n_records
FROM {{ model }}
WHERE {{ column_name }} IS NOT NULL
GROUP BY {{ column_name }}
HAVING count(*) > 1
{% endtest %}

{% test not_null(model, column_name) %}
SELECT * FROM {{ model }} WHERE {{ column_name }} IS NULL
{% endtest %}

{% test accepted_values(model, column_name, values, quote=true) %}
SELECT *
FROM {{ model }}
WHERE {{ column_name }} NOT IN ({% for value in values %}{{ "'" ~ value | string | replace("'", "''") ~ "'" if quote else value }}{{ ', ' if not loop.last }}{% endfor %})
{% endtest %}

{% test relationships(model, column_name, to, field) %}
SELECT *
FROM {{ model }} AS t
WHERE {{ column_name }} IS NOT NULL AND {{ column_name }} NOT IN (SELECT {{ field }} FROM {{ to }} WHERE {{ field }} IS NOT NULL)
{% endtest %}
